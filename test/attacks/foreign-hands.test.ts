import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodeButtonValue } from '../../src/cards/block-kit/button-value.ts';
import { type AttackedApp, click, startAttackedApp } from './attacked-app.ts';

const outsiders = [
  ['a person who is not an editor', ids.linus, ids.team],
  ['a guest who stands on the list', ids.guest, ids.team],
  ['a person of another organisation who stands on the list', ids.stranger, ids.otherTeam],
  ['the bot itself, on the list', ids.botUser, ids.team],
] as const;

let attacked: AttackedApp;
beforeAll(async () => {
  const editors = [ids.ada, ids.guest, ids.stranger, ids.botUser].join(',');
  attacked = await startAttackedApp({ INCIDENT_EDITORS: editors });
});
afterEach(() => attacked.app.aws.calls.clear());
afterAll(() => attacked.app.stop());

const value = encodeButtonValue({ arn: seedIncidents.low, seenMs: Date.now() });

describe.each(outsiders)('%s', (_, user, team) => {
  test.each(['resolve', 'reopen', 'note', 'edit', 'engage', 'approve', 'start'])(
    '%s writes nothing',
    async (action) => {
      await attacked.post(click(user, `incident:${action}`, value, { user: { id: user, team_id: team } }));
      expect(attacked.writesTried()).toEqual([]);
      expect(attacked.app.slack.calls.count('views.open')).toBe(0);
    },
  );
});

describe('a channel that is shared with another organisation', () => {
  test('a shared channel shows no incident by command, button or event, and outsiders learn nothing', async () => {
    const { workspace } = attacked.app.slack;
    await attacked.ask(seedIncidents.critical, ids.partner);
    for (const action of ['open', 'refresh', 'bring']) {
      await attacked.post(click(ids.ada, `incident:${action}`, value, { channel: { id: ids.partner } }));
    }
    workspace.say({ user: ids.stranger, channel: ids.partner, text: `look: ${seedIncidents.critical}` });
    workspace.say({ user: ids.ada, channel: ids.partner, text: seedIncidents.critical });
    await workspace.idle();
    await attacked.idle();
    const shown = workspace.messages(ids.partner).filter(({ text }) => !/^(look: )?arn:/.test(text));
    expect(shown).toEqual([]);
    const toStranger = JSON.stringify(workspace.ephemerals(ids.stranger, ids.partner));
    expect(toStranger).not.toMatch(/Checkout latency|Critical/);
  });
});
