import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AttackedApp, startAttackedApp } from './attacked-app.ts';
import { everyRequest, type SlackRequest } from './every-request.ts';

/** The seed has a person of another organisation already; this one is listed as an editor. */
const outsider = 'U0OUTSIDE1';
const title = 'Kept from others';

let attacked: AttackedApp;
let unwatched: string;
let watched: string;
let channel: string;
beforeAll(async () => {
  attacked = await startAttackedApp({ INCIDENT_EDITORS: `${ids.ada},${outsider}` });
  const { aws, slack } = attacked.app;
  slack.workspace.addUser({ name: 'otto', id: outsider, team_id: ids.otherTeam });
  channel = slack.workspace.addChannel({ name: 'joint', members: [ids.ada, outsider, ids.botUser] });
  unwatched = aws.incidents.start(seedPlans.search, { title, impact: 2 });
  watched = aws.incidents.start(seedPlans.search, { title, impact: 2 });
  // The card of one incident was posted before the channel was shared.
  await attacked.card(unwatched, channel);
  await attacked.told(() => attacked.ask(`watch ${watched}`, channel), ids.ada, channel);
  await attacked.idle();
  slack.workspace.share(channel, true);
  // Their first message shows it.
  slack.workspace.say({ user: outsider, channel, text: `see ${watched}` });
  await slack.workspace.idle();
  await attacked.idle();
});
beforeEach(() => {
  attacked.app.aws.calls.clear();
  attacked.app.slack.calls.clear();
});
afterAll(() => attacked.app.stop());

/** The calls by which the app may find out who the person is. */
const questions = new Set(['auth.test', 'users.info', 'conversations.info']);
const answers = () => attacked.app.slack.calls.all().filter(({ method }) => !questions.has(method));

async function play({ payload }: SlackRequest): Promise<void> {
  await attacked.post(payload);
  expect(attacked.callsTo()).toEqual([]);
  expect(JSON.stringify(answers().map(({ args }) => args))).not.toContain(title);
}

const place = (arn: string) => ({ user: outsider, userTeam: ids.otherTeam, team: ids.team, channel, arn });
const names = everyRequest({ ...place('arn'), channel: 'C' }).map(({ name }) => name);

describe('someone of another organisation, named as an editor, in a channel that was shared later', () => {
  test.each(names.map((name, index) => [index, name] as const))(
    'an outsider reads and changes nothing (%i, %s)',
    async (index, name) => {
      for (const arn of [unwatched, watched]) {
        const request = everyRequest(place(arn))[index];
        expect(request?.name).toBe(name);
        if (request !== undefined) await play(request);
      }
      const told = answers().map(({ method, args }) => `${method} ${JSON.stringify(args)}`);
      const passive = /the event (message|link|app_home)/.test(name);
      if (passive) expect(told).toEqual([]);
      else for (const each of told) expect(each).toMatch(/Only members of this app's own organisation can use it/);
    },
  );

  test('the requests of an outsider change no watch', async () => {
    const { all } = await attacked.told(() => attacked.ask('watching', channel), ids.ada, channel);
    expect(all).toContain(watched.split('/').at(-1));
    expect(attacked.writesTried()).toEqual([]);
  });

  test('for a payload without a team, Slack is asked which organisation the person belongs to', async () => {
    for (const request of everyRequest({ ...place(unwatched), userTeam: '' })) await play(request);
  });

  test('a payload with a wrong team admits no outsider', async () => {
    for (const request of everyRequest({ ...place(watched), userTeam: ids.team })) await play(request);
  });
});

describe('a workspace that did not install the app', () => {
  test('a request of another workspace gets no answer', async () => {
    for (const user of [ids.ada, outsider]) {
      for (const where of [channel, ids.incidents]) {
        const foreign = { user, userTeam: ids.otherTeam, team: ids.otherTeam, channel: where, arn: watched };
        for (const { payload } of everyRequest(foreign)) await attacked.post(payload);
      }
    }
    expect(attacked.callsTo()).toEqual([]);
    expect(attacked.app.slack.calls.all()).toEqual([]);
  });
});

describe('where Slack does not say who reads the channel', () => {
  const asks = (arn: string) =>
    everyRequest({ user: ids.ada, userTeam: ids.team, team: ids.team, channel: ids.secret, arn }).filter(
      // What everyone may see after a member of the organisation has started a watch.
      ({ name }) => !/watch|watching/.test(name),
    );

  test.each(names.flatMap((name, index) => (/watch/.test(name) ? [] : [[index, name] as const])))(
    'nothing is posted in a channel of unknown readers (%i, %s)',
    async (_, name) => {
      const requests = asks(unwatched).filter((each) => each.name === name);
      for (const { payload } of requests) await attacked.post(payload);
      const seen = attacked.app.slack.workspace.messages(ids.secret).filter((each) => each.ephemeral_to === undefined);
      expect(seen).toEqual([]);
      expect(attacked.app.slack.calls.count('chat.unfurl')).toBe(/link_shared/.test(name) ? 1 : 0);
      const files = attacked.app.slack.calls.all('files.completeUploadExternal').map(({ args }) => args.channel_id);
      expect(files).not.toContain(ids.secret);
    },
  );
});
