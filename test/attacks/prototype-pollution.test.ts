import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseSlackBody } from '../../src/fronts/slack-body.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { parseJob } from '../../src/jobs/job.ts';
import { findIncidents } from '../../src/notifications/understand/find-incidents.ts';
import { parseMetadata } from '../../src/slack/forms/form-metadata.ts';
import { parseSubmission } from '../../src/slack/forms/submission.ts';
import { parseTarget } from '../../src/slack/targets/incident-target.ts';
import { notification, signed } from '../notifications/signed-envelope.ts';
import { type Fronts, slackHeaders, startFronts } from './start-fronts.ts';

const poison = '{"polluted":"yes"}';
const json = `{"__proto__":${poison},"constructor":{"prototype":${poison}},"type":"event_callback","event":{"__proto__":${poison},"type":"app_mention"}}`;

let fronts: Fronts;
beforeEach(async () => {
  fronts = await startFronts();
});
afterEach(async () => {
  await fronts.stop();
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('names that every object inherits', () => {
  test.each([
    ['an event', json, 'application/json'],
    ['a form’s field', `command=x&__proto__=${poison}&constructor=x`, undefined],
    ['a payload', `payload=${encodeURIComponent(json)}`, undefined],
  ])(
    'names that every object inherits are ordinary fields in %s, through the queue and back',
    async (_, body, type) => {
      const headers = slackHeaders(body, { ...(type && { type }) });
      expect((await fronts.postSlack(body, headers)).status).toBe(200);
      const read = parseSlackBody(headers['content-type'], Buffer.from(body));
      const job = parseJob(JSON.stringify(slackJob(read ?? {}, 0).job));
      expect(job).toHaveProperty('job.kind', 'slack');
      expect((job as { polluted?: string }).polluted).toBeUndefined();
    },
  );

  test('names that every object inherits are refused in an SNS envelope', async () => {
    const body = JSON.stringify(signed(notification)).replace('{', `{"__proto__":${poison},`);
    const answer = await fetch(`${fronts.url}/notifications`, { method: 'POST', body });
    expect(answer.status).toBe(400);
  });

  test('names that every object inherits are ignored in a notification', () => {
    const hints = findIncidents(json);
    expect(hints.incidents).toEqual([]);
    expect(hints.shape).not.toContain('yes');
  });

  test('names that every object inherits are dropped from private metadata', () => {
    const read = parseMetadata(`{"__proto__":${poison},"channel":"C1","constructor":1}`);
    expect(read).toEqual({ channel: 'C1' });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test("names that every object inherits, as the id of a form's field, set only that field", () => {
    const values = JSON.parse('{"__proto__":{"x":{"type":"plain_text_input","value":"polluted"}}}');
    const view = { id: 'V1', hash: 'h', state: { values }, private_metadata: '', callback_id: 'incident:note' };
    const body = { user: { id: 'U1' }, view } as unknown as Parameters<typeof parseSubmission>[0];
    expect(Object.getPrototypeOf(parseSubmission(body, 0).values)).toBe(Object.prototype);
  });

  test.each(['constructor', 'prototype', 'tostring', 'valueof'])('%s is not a service of AWS', (name) => {
    expect(() => parseTarget(`arn:aws:${name}:eu-west-1:111122223333:x/1`)).toThrow(/a resource of the/);
  });
});
