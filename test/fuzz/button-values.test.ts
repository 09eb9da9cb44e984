import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  decodeButtonValue,
  decodeOptionValue,
  encodeButtonValue,
  encodeOptionValue,
} from '../../src/cards/block-kit/button-value.ts';
import { parseIncidentArn } from '../../src/incidents/naming/arn.ts';
import { parseClick } from '../../src/slack/actions/click.ts';
import { parseMetadata, writeMetadata } from '../../src/slack/forms/form-metadata.ts';
import { anyIncidentArn } from '../cards/arbitrary-view.ts';
import { numRuns, timeout } from './cases.ts';
import { anyJson, anyText, damaged, mangled } from './hostile.ts';

const seenMs = fc.oneof(fc.integer(), fc.double());
const value = fc.record({ arn: anyIncidentArn, seenMs }).map(encodeButtonValue);
const option = value.map((text) => encodeOptionValue('resolve', text));
const tampered = fc.oneof(mangled(value), mangled(option), value, option, anyText, anyJson);

test.prop([tampered], { numRuns })(
  'any value is a whole incident’s ARN, or none',
  (text) => {
    for (const read of [decodeButtonValue(text), decodeOptionValue(text)?.value]) {
      if (read === undefined) continue;
      expect(parseIncidentArn(read.arn)?.arn).toBe(read.arn);
      expect(read.seenMs).toBeGreaterThanOrEqual(0);
      expect(Number.isSafeInteger(read.seenMs)).toBe(true);
      // A parsed value is exactly what the app would have written.
      expect([text, String(text).slice(String(text).indexOf(':') + 1)]).toContain(encodeButtonValue(read));
    }
  },
  timeout,
);

const element = fc.record(
  {
    action_id: fc.oneof(anyText, fc.constantFrom('incident:resolve', 'incident:constructor', 'incident:more')),
    value: fc.oneof(mangled(value), value),
    selected_option: fc.oneof(fc.record({ value: mangled(option) }), fc.constant(null)),
  },
  { requiredKeys: [] },
);
test.prop([element], { numRuns })(
  'any click is of one incident, or nothing',
  (clicked) => {
    const click = parseClick(clicked, { user: 'U1', channel: 'C1' }, { triggerId: '1' });
    if (click !== undefined) expect(parseIncidentArn(click.arn.arn)).toEqual(click.arn);
  },
  timeout,
);

const metadata = fc.record(
  {
    arn: anyIncidentArn,
    channel: fc.stringMatching(/^[A-Z0-9]{0,30}$/),
    seenMs: fc.integer(),
    was: fc.record({ title: anyText, impact: fc.integer(), summary: anyText }),
    permalink: fc.webUrl({ validSchemes: ['https'] }),
  },
  { requiredKeys: ['channel'] },
);
const anyMetadata = fc.oneof(
  mangled(metadata.map(writeMetadata)),
  damaged(metadata).map((json) => JSON.stringify(json) ?? ''),
  anyText,
);

test.prop([metadata], { numRuns })(
  'what a form carries comes back the same',
  (written) => {
    expect(parseMetadata(writeMetadata(written))).toEqual(JSON.parse(JSON.stringify(written)));
  },
  timeout,
);

test.prop([anyMetadata], { numRuns })(
  'any private metadata is of the app’s own form, or none',
  (text) => {
    const read = parseMetadata(text);
    if (read === undefined) return;
    expect(read.channel).toMatch(/^[A-Z0-9]{0,30}$/);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(['string', 'undefined']).toContain(typeof read.arn);
    if (read.permalink !== undefined) expect(read.permalink).toMatch(/^https?:/i);
  },
  timeout,
);
