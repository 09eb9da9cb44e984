import { createEmbeddedAws, type EmbeddedAws, seedContacts } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createReadContactEmails } from '../../src/aws/read/contact-emails.ts';
import { withWorkspace } from '../../src/current-workspace.ts';
import { createFindContactUser } from '../../src/gate/contact-users.ts';
import { createFindInstallation } from '../../src/gate/installation.ts';
import { createFindMember } from '../../src/gate/members.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { awsParts } from '../aws/aws-parts.ts';

let aws: EmbeddedAws;
let slack: EmbeddedSlack;
const closes: (() => void)[] = [];

beforeAll(async () => {
  [aws, slack] = await Promise.all([createEmbeddedAws(), openSlack(['users:read', 'users:read.email'])]);
});
afterEach(() => {
  for (const close of closes.splice(0)) close();
  aws.faults.clear();
  slack.faults.clear();
  slack.calls.clear();
});
afterAll(async () => {
  await Promise.all([aws.close(), slack.close()]);
});

const openSlack = (scopes: string[]) => createEmbeddedSlack({ manifest: { scopes }, rateLimits: false });

function finder(contacts: Record<string, string> = {}, workspace = slack) {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const { clients, accounts, contactsCall } = awsParts(aws.url, { now });
  closes.push(() => clients.close());
  const client = createWebClient(workspace.botToken, workspace.apiUrl);
  const find = createFindContactUser({
    contacts: new Map(Object.entries(contacts)),
    slack: client,
    readEmails: createReadContactEmails(contactsCall, accounts, now),
    findMember: createFindMember(client, createFindInstallation(client)),
    now,
  });
  return {
    find,
    pass(ms: number) {
      aheadMs += ms;
    },
  };
}

const put = (alias: string, ...emails: { address: string; activated?: boolean }[]): string => {
  const arn = seedContacts.ben.replace(/ben$/, alias);
  aws.contacts.put({ arn, alias, type: 'PERSONAL', emails });
  return arn;
};

describe('the Slack user of a contact', () => {
  test('is found by the e-mail address that the contact activated, and asked for once', async () => {
    const { find, pass } = finder();
    const asked = aws.calls.count('ListContactChannels');
    const ben = { user: { id: ids.ben, name: 'ben' }, isMember: true };
    expect(await find(seedContacts.ben)).toEqual(ben);
    pass(1_800_000);
    expect(await find(seedContacts.ben)).toEqual(ben);
    expect(aws.calls.count('ListContactChannels')).toBe(asked + 1);
    expect(slack.calls.count('users.lookupByEmail')).toBe(1);
  });

  test('is found where only one of the addresses is known to Slack', async () => {
    const arn = put('both', { address: 'nobody@example.com' }, { address: 'ben@example.com' });
    expect(await finder().find(arn)).toMatchObject({ user: { id: ids.ben } });
  });

  test('is looked up again ten minutes after no one was found, and in each workspace', async () => {
    const { find, pass } = finder();
    const arn = put('late', { address: 'late@example.com' });
    const inWorkspace = (teamId: string) => withWorkspace({ teamId, enterpriseId: '' }, () => find(arn));
    const unknown = { unknown: 'No member of the workspace has its e-mail address.' };
    expect(await inWorkspace('T0ONE')).toEqual(unknown);
    const late = slack.workspace.addUser({ name: 'late', email: 'late@example.com' });
    expect(await inWorkspace('T0ONE')).toEqual(unknown);
    pass(1000);
    expect(await inWorkspace('T0TWO')).toMatchObject({ user: { id: late } });
    pass(600_001);
    expect(await inWorkspace('T0ONE')).toMatchObject({ user: { id: late } });
  });

  test('is the one of CONTACTS, whatever the addresses say', async () => {
    const { find } = finder({ ben: ids.grace });
    expect(await find(seedContacts.ben)).toEqual({ user: { id: ids.grace, name: 'grace' }, isMember: true });
  });

  test('may be a guest only where CONTACTS names them, and is marked as no member', async () => {
    const guest = slack.workspace.addUser({ name: 'gina', email: 'gina@example.com', is_restricted: true });
    const arn = put('gina', { address: 'gina@example.com' });
    expect(await finder().find(arn)).toEqual({ unknown: 'No member of the workspace has its e-mail address.' });
    expect(await finder({ gina: guest }).find(arn)).toEqual({ user: { id: guest, name: 'gina' }, isMember: false });
  });

  test.each([
    ['no address', [], /no activated e-mail channel/],
    ['an address that was not activated', [{ address: 'ben@example.com', activated: false }], /no activated/],
    ['an unknown address', [{ address: 'nobody@example.com' }], /No member of the workspace/],
    [
      'addresses of two people',
      [{ address: 'ben@example.com' }, { address: 'amelia@example.com' }],
      /belong to different people/,
    ],
  ])('is unknown with %s', async (what, emails, words) => {
    const found = await finder().find(put(`unknown-${what.length}`, ...emails));
    expect(found).toEqual({ unknown: expect.stringMatching(words) });
  });

  test('is unknown, with the missing scope or action named, where Slack or AWS refuses', async () => {
    const without = await openSlack(['users:read']);
    closes.push(() => void without.close());
    expect(await finder({}, without).find(seedContacts.ben)).toEqual({
      unknown: expect.stringContaining('users:read.email'),
    });
    aws.faults.add({ kind: 'access_denied', operation: 'ListContactChannels' });
    expect(await finder().find(seedContacts.ben)).toEqual({
      unknown: expect.stringContaining('ssm-contacts:ListContactChannels'),
    });
  });

  test('is asked for again after a failure that can pass', async () => {
    const { find, pass } = finder();
    slack.faults.add({ kind: 'fatal_error', method: 'users.lookupByEmail' });
    await expect(find(seedContacts.chiyo)).rejects.toMatchObject({ code: 'slack_unavailable' });
    slack.faults.clear();
    pass(5000);
    expect(await find(seedContacts.chiyo)).toMatchObject({ user: { id: ids.chiyo } });
  });
});
