import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { httpsOnly, incidentUrl, resourceUrl } from '../../src/incidents/links/console-links.ts';
import { nameOf, parseArn, parseIncidentArn, regionOf } from '../../src/incidents/naming/arn.ts';
import { findArns, findIncidentArns } from '../../src/incidents/naming/find-arns.ts';
import { parseConsoleLink } from '../../src/incidents/naming/read-console-link.ts';
import { personOf } from '../../src/incidents/people/person.ts';
import { parseLinks, parseMessage } from '../../src/slack/message-events.ts';
import { anyIncidentArn } from '../cards/arbitrary-view.ts';
import { numRuns, timeout } from './cases.ts';
import { anyJson, anyText, mangled, trickyNames } from './hostile.ts';

const part = fc.oneof(anyText, fc.constantFrom(...trickyNames, 'aws', 'eu-west-1', 'evil.example/', '111122223333'));
const service = fc.constantFrom('ssm', 'ssm-incidents', 'cloudwatch', 'events', 'sns', 'cloudformation', 'constructor');
const anyArnText = fc.oneof(
  anyIncidentArn,
  mangled(anyIncidentArn),
  fc.tuple(part, service, part, part, anyText).map((parts) => `arn:${parts.join(':')}`),
  fc.tuple(service, anyText).map(([name, rest]) => `arn:aws:${name}:eu-west-1:111122223333:${rest}`),
);
const prose = fc.array(fc.oneof(anyArnText, anyText), { maxLength: 6 });
const separator = fc.constantFrom('', ' ', '\n', ',', '"', '<', '|', '\\/');

test.prop([prose, separator], { numRuns })(
  'what is found in any text is a whole ARN that is read the same again',
  (words, between) => {
    const text = words.join(between);
    for (const { arn } of findIncidentArns(text)) expect(parseIncidentArn(arn)?.arn).toBe(arn);
    for (const { arn } of findArns(text)) {
      expect(arn.length).toBeLessThan(800);
      expect(arn).not.toMatch(/[\s<>|"]/);
    }
    parseArn(text);
    regionOf(text);
    nameOf(text);
    expect(personOf(text)).not.toBe('');
  },
  timeout,
);

test.prop([anyArnText, fc.oneof(anyText, fc.constantFrom('eu-west-1', 'evil.example/#'))], { numRuns })(
  'a link that is made leads to AWS’s console or to the template’s host, whatever the ARN says',
  (arn, region) => {
    const consoles = /^https:\/\/[a-z0-9-]+\.console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\//;
    const template = 'https://incidents.example.org/{account}/{plan}/{id}?{arn}&{encodedArn}&{constructor}#{__proto__}';
    const incident = parseIncidentArn(arn);
    const pages = [resourceUrl(arn), incident && incidentUrl(incident, { region })];
    for (const url of pages) if (url) expect(url).toMatch(consoles);
    const own = incident && incidentUrl(incident, { region, template });
    if (own !== undefined) {
      expect(own).toMatch(/^https:\/\/incidents\.example\.org\//);
      expect(own).toContain('{constructor}');
      expect(own).not.toMatch(/[\s<>|]/);
    }
  },
  timeout,
);

const start = fc.constantFrom(
  'https://console.aws.amazon.com/systems-manager/incidents/home#',
  'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/',
  'https://console.aws.amazon.com.evil.example/systems-manager/incidents/',
  'https://evil.example/?x=console.aws.amazon.com/',
  'https://user@console.aws.amazon.com/',
  'javascript:',
);
const anyLink = fc.oneof(
  fc
    .tuple(start, fc.oneof(anyArnText, anyText.filter(isWellFormed).map(encodeURIComponent)))
    .map((parts) => parts.join('')),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  anyText,
);

function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

test.prop([anyLink], { numRuns })(
  'a link is read only where it is AWS’s own; no other address survives as one',
  (link) => {
    const target = parseConsoleLink(link);
    if (target !== undefined) {
      expect(new URL(link).hostname).toMatch(/(^|\.)console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)$/);
    }
    const https = httpsOnly(link);
    if (https !== undefined) expect(https).toMatch(/^https:\/\/[^\s<>|]*$/);
  },
  timeout,
);

test.prop([fc.oneof(fc.array(fc.record({ url: fc.oneof(anyLink, anyJson) })), anyJson)], { numRuns })(
  'any links of an event',
  (links) => {
    for (const { url } of parseLinks(links)) expect(JSON.stringify(links)).toContain(JSON.stringify(url));
  },
  timeout,
);

const anyMessage = fc.oneof(
  fc.record({ channel: fc.constant('C1'), user: fc.constant('U1'), ts: fc.constant('1.2'), text: prose.map(String) }),
  anyJson,
);
test.prop([anyMessage], { numRuns })(
  'any message event names something or nothing',
  (event) => {
    const read = parseMessage(event);
    if (read !== undefined) expect(read.named.length).toBeGreaterThan(0);
  },
  timeout,
);
