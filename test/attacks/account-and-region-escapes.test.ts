import { createEmbeddedAws, type EmbeddedAws, seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createContactsCall } from '../../src/aws/contacts-call.ts';
import { awsParts } from '../aws/aws-parts.ts';
import { arnOf } from '../support/arn-of.ts';
import { type AttackedApp, startAttackedApp } from './attacked-app.ts';

const foreign = seedIncidents.critical.replace('111122223333', '999999999999');
const consoleLink = `https://console.aws.amazon.com/systems-manager/incidents/home#${encodeURIComponent(foreign)}`;

describe('an incident of an account that is not allowed', () => {
  let attacked: AttackedApp;
  beforeAll(async () => {
    attacked = await startAttackedApp();
  });
  afterEach(() => attacked.app.aws.calls.clear());
  afterAll(() => attacked.app.stop());

  test('an incident of an allowed account is read', async () => {
    await attacked.ask(`timeline ${seedIncidents.critical}`);
    await attacked.idle();
    expect(attacked.callsTo()).not.toEqual([]);
  });

  test.each([
    foreign,
    consoleLink,
    `watch ${foreign}`,
    `timeline ${foreign}`,
    `note ${foreign} x`,
    `impact ${foreign} 1`,
    `resolve ${foreign}`,
    `related ${foreign}`,
    `report ${foreign}`,
    `engage ${foreign}`,
  ])("/incident %s with another account's ARN sends no request to AWS", async (text) => {
    await attacked.ask(text);
    await attacked.idle();
    expect(attacked.callsTo()).toEqual([]);
  });

  test('a pasted ARN or link of another account sends no request to AWS, and is not answered', async () => {
    const { workspace } = attacked.app.slack;
    const before = workspace.messages(ids.incidents).length;
    workspace.say({ user: ids.ada, channel: ids.incidents, text: `${foreign} and ${consoleLink}` });
    await workspace.idle();
    await attacked.idle();
    expect(attacked.callsTo()).toEqual([]);
    expect(workspace.messages(ids.incidents)).toHaveLength(before + 1);
  });
});

describe('what an incident names', () => {
  let aws: EmbeddedAws;
  let parts: ReturnType<typeof awsParts>;
  beforeAll(async () => {
    aws = await createEmbeddedAws();
    parts = awsParts(aws.url, { accounts: new Map([['111122223333', undefined]]) });
  });
  afterAll(async () => {
    parts.clients.close();
    await aws.close();
  });

  const execution = (region: string, account = '111122223333') =>
    `arn:aws:ssm:${region}:${account}:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c`;

  test.each([
    ['a Region that is a host', execution('evil.example/')],
    ['a Region that ends a host', execution('evil.example#')],
    ['a Region with a user', execution('x@evil.example')],
    ['a Region that goes up', execution('../..')],
    ['no Region', execution('')],
    ['an account that is not allowed', execution('eu-west-1', '999999999999')],
    ['no account', execution('eu-west-1', '')],
  ])('a runbook of %s is never read', async (_, arn) => {
    aws.calls.clear();
    expect(await parts.runbooks({ automationExecutions: [arn] })).toEqual([{ arn }]);
    expect(aws.calls.all()).toEqual([]);
  });

  test.each(['evil.example/', 'evil.example#', 'x@evil.example', '..', ''])(
    'a contact in the Region %j is never read: the signed request would go to that host',
    async (region) => {
      const call = createContactsCall(parts.clients, {});
      await expect(call('GetContact', { ContactId: 'x' }, region, undefined)).rejects.toMatchObject({
        code: 'invalid_request',
      });
    },
  );

  test('engagements of another account are named but not read', async () => {
    const read = await parts.engagements(arnOf(seedIncidents.critical), 5000);
    expect(read.engagements.length).toBeGreaterThan(0);
    const accounts = aws.calls.all().map(({ account }) => account);
    expect(new Set(accounts)).toEqual(new Set(['111122223333']));
  });
});
