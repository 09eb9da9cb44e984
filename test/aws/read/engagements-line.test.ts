import { createEmbeddedAws, type EmbeddedAws, seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arnOf } from '../../support/arn-of.ts';
import { awsParts } from '../aws-parts.ts';

let aws: EmbeddedAws;
beforeAll(async () => {
  aws = await createEmbeddedAws();
});
afterAll(() => aws.close());

test('a person does not wait in a long line for the engagements of an incident, and takes no place in it', async () => {
  const { engagements, clients } = awsParts(aws.url, { now: () => 1_800_000_000_000 });
  const [first, second, third] = [seedIncidents.critical, seedIncidents.alarm, seedIncidents.rule].map(arnOf);
  if (!first || !second || !third) throw new Error('three incidents are seeded');
  await engagements(first, 2000);
  const waits = engagements(second, 600);
  await expect(engagements(third, 2000, { lineMs: 500 })).rejects.toMatchObject({ code: 'throttled' });
  await waits;
  expect(aws.calls.count('ListEngagements')).toBe(2);
  clients.close();
});
