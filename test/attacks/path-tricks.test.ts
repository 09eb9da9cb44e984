import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { incidentUrl, resourceUrl } from '../../src/incidents/links/console-links.ts';
import { fileName } from '../../src/slack/reports/share-file.ts';
import { arnOf } from '../support/arn-of.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';

describe('console templates', () => {
  test.each([
    'javascript:alert(1)//{id}',
    'JavaScript:alert(1)',
    'data:text/html,{arn}',
    'file:///etc/passwd',
    'http://console.example/{id}',
    '//console.example/{id}',
    '{arn}',
    'https://',
  ])('a console template with %s is refused at the start', (template) => {
    expect(() => readConfig({ CONSOLE_INCIDENT_URL: template })).toThrow(
      /CONSOLE_INCIDENT_URL: found .*, expected an https/,
    );
  });

  test.each([
    ['javascript:alert(1)//{id}', 'eu-west-1'],
    ['https://user:password@console.example/{id}', 'eu-west-1'],
    ['https://console.example/{id}|<!channel>', 'eu-west-1'],
  ])('a console template filled with %s is no link, or one link', (template, region) => {
    const url = incidentUrl(arnOf(arn), { template, region });
    if (url !== undefined) expect(url).toMatch(/^https:\/\/console\.example\/[^\s<>|]*$/);
  });

  test.each(['evil.example/', 'evil.example#', 'x@evil.example', '../..', 'eu-west-1.evil.example/?'])(
    'a Region called %s makes no host',
    (region) => {
      expect(incidentUrl(arnOf(arn), { region })).toBeUndefined();
      expect(resourceUrl(`arn:aws:cloudwatch:${region}:111122223333:alarm:x`)).toBeUndefined();
      expect(resourceUrl(`arn:aws:ssm:${region}:111122223333:automation-execution/x`)).toBeUndefined();
    },
  );

  test.each(['../../../evil', '..%2f..%2fevil', '/etc/passwd', '?region=evil', '#evil', '%00'])(
    'a link to a resource called %s stays on its page',
    (name) => {
      const pages = [
        resourceUrl(`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`),
        resourceUrl(`arn:aws:events:eu-west-1:111122223333:rule/${name}`),
        resourceUrl(`arn:aws:ssm:eu-west-1:111122223333:automation-execution/${name}`),
        resourceUrl(`arn:aws:ssm:eu-west-1:111122223333:opsitem/${name}`),
        resourceUrl(`arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}`),
      ];
      for (const page of pages.filter((one) => one !== undefined)) {
        const { pathname, searchParams } = new URL(page);
        expect(pathname).toMatch(/^\/(cloudwatch|events|systems-manager|cloudformation)\//);
        expect(searchParams.get('region')).toBe('eu-west-1');
      }
    },
  );
});

describe('names of files', () => {
  test.each([
    '../../etc/passwd',
    '..\\..\\x',
    '/etc/passwd',
    'C:\\x',
    'a\u0000b',
    '.bashrc',
    'x.md\u202Egpj.exe',
    '🔴',
    '',
  ])('the file name of %j has no path', (name) => {
    expect(fileName(['incident', name], 0, 'md')).toMatch(/^[A-Za-z0-9-]{1,200}\.md$/);
    expect(fileName([name], 0, 'csv')).toMatch(/^[A-Za-z0-9-]{1,200}\.csv$/);
  });
});
