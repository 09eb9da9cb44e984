import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buttonFacts, buttonNames, commandNames, needsEditor } from '../../src/actions/actions.ts';
import { limits } from '../../src/cards/block-kit/limits.ts';
import { isDirect } from '../../src/cards/modals/more-modal.ts';
import { cardOrder } from '../../src/cards/surfaces/card-buttons.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { type AttackedApp, startAttackedApp } from '../attacks/attacked-app.ts';
import { everyRequest, type SlackRequest } from '../attacks/every-request.ts';

let attacked: AttackedApp;
beforeAll(async () => {
  attacked = await startAttackedApp();
});
beforeEach(() => attacked.app.slack.calls.clear());
afterAll(() => attacked.app.stop());

const arn = seedIncidents.critical;
const requests = (user: string): SlackRequest[] =>
  everyRequest({ user, userTeam: ids.team, team: ids.team, channel: ids.incidents, arn });
const click = (name: string, user: string = ids.ada) =>
  requests(user).find((request) => request.name === `a click on incident:${name}`);
const command = (text: string, user: string = ids.ada) => {
  const payload = requests(user).find((request) => request.name === '/incident help')?.payload;
  return { name: `/incident ${text}`, payload: { ...payload, text, trigger_id: `actions.${text}.${user}` } };
};

/** The methods that change what all members of a channel see. */
const changing =
  /^(chat\.(postMessage|update|delete)|pins|bookmarks|canvases|files|conversations\.(?!info|members|list))/;

/** What doing it asked of Slack. */
async function effect({ payload }: SlackRequest) {
  await attacked.post(payload);
  const { calls } = attacked.app.slack;
  const told = calls.all().map(({ args }) => JSON.stringify(args));
  return {
    opensView: calls.count('views.open') > 0,
    makesFile: calls.count('files.getUploadURLExternal') > 0,
    changesChannel: calls.all().some(({ method }) => changing.test(method)),
    isRefused: told.some((text) => text.includes('Only incident editors')),
  };
}

/** What the front expects of it: the kind of group that its job runs in. */
const kindOf = ({ payload }: SlackRequest) => slackJob(payload, 0).group.split(':')[0];

/** Everything that can be typed, with arguments that make it do something. */
const typed: readonly string[] = [
  `show ${arn}`,
  'list',
  'list --csv',
  `catchup ${arn}`,
  `timeline ${arn}`,
  `related ${arn}`,
  `report ${arn}`,
  `postmortem ${arn}`,
  `chart ${arn}`,
  'oncall',
  `watch ${arn}`,
  'watching',
  `quiet ${arn} 2h`,
  `unwatch ${arn}`,
  'digest 09:00 Europe/London',
  `note ${arn}`,
  `note ${arn} text`,
  `impact ${arn} 2`,
  `resolve ${arn}`,
  `reopen ${arn}`,
  `edit ${arn}`,
  `engage ${arn}`,
  `investigate ${arn}`,
  `room ${arn}`,
  `lead ${arn}`,
  `role ${arn} scribe`,
  'start',
  `say ${arn} text`,
  'topics',
  'alarms on',
  'opsitems on',
  'unfurl on',
  'doctor',
  'help',
];
const nameOf = (text: string) => commandNames.find((name) => name === text.split(' ')[0]);
/** A link: there is nothing to be done. */
const clickable = buttonNames.filter((name) => name !== 'console');

test('every command is typed here', () => {
  expect(commandNames.filter((name) => !typed.some((text) => nameOf(text) === name))).toEqual([]);
});

test('every button is clicked here', () => {
  expect(clickable.filter((name) => click(name) === undefined)).toEqual([]);
});

describe.each([
  ...clickable.map((name) => ({ title: `a click on ${name}`, name, ask: (user?: string) => click(name, user) })),
  ...typed.map((text) => ({
    title: `/incident ${text.replace(arn, '<arn>')}`,
    name: nameOf(text),
    ask: (user?: string) => command(text, user),
  })),
])('$title', ({ name, ask }) => {
  test('runs in the group that fits what it does: what opens a view, makes a file or only answers waits for no card', async () => {
    const request = ask();
    if (request === undefined) return;
    const { opensView, makesFile, changesChannel } = await effect(request);
    const kind = kindOf(request);
    expect({ opensView: kind === 'view', makesFile: kind === 'file' }).toEqual({ opensView, makesFile });
    if (kind === 'answer') expect(changesChannel).toBe(false);
  });

  test('is refused to those who are no editors where the table says so, and only there', async () => {
    const request = ask(ids.linus);
    if (request === undefined || name === undefined) return;
    expect((await effect(request)).isRefused).toBe(needsEditor(name));
  });
});

test.each(['open', 'resolved'] as const)(
  'each button on the card of an incident that is %s has its own place',
  (state) => {
    const places = cardOrder(state).map((name) => buttonFacts(name)?.[state]);
    expect(places).toEqual(places.map((_, index) => index + 1));
  },
);

test.each(['open', 'resolved'] as const)(
  'what takes effect at once on an %s card fits a list of radio buttons',
  (state) => {
    const direct = cardOrder(state).filter(isDirect);
    // A channel that watches the incident has Stop watching, any other has Watch.
    expect(direct.filter((name) => name !== 'unwatch').length).toBeLessThanOrEqual(limits.radioOptions.max);
  },
);
