import { seedIncidents, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCommandLine } from '../../src/slack/commands/command.ts';
import { notificationsQueue } from '../e2e/notifications-queue.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { documents } from './documents.ts';

const isCommand = /^\/incident( |$)/;
/** As the docs write them, the ones of a block each on a line of its own. */
const written = [
  ...new Set(
    documents.flatMap(({ inline, fences }) => [
      ...inline,
      ...fences.flatMap(({ language, text }) => (language === '' ? text.split('\n') : [])),
    ]),
  ),
].filter((text) => isCommand.test(text) && text !== '/incident …');

/** What a person would type for it. */
function typed(text: string): string {
  return text
    .replace(/^\/incident ?/, '')
    .replaceAll(/\[|\]/g, '')
    .replace(/<arn, console link or id>|<arn>|\bARN\b/g, seedIncidents.low)
    .replace('<1-5>', '3')
    .replace('<text>', 'text')
    .replaceAll(/arn:aws:sns:[^\s]+/g, seedTopics.chat)
    .trim();
}

test('there are commands in the docs', () => {
  expect(written.length).toBeGreaterThan(25);
});

test.each(written)('%s is understood', (text) => {
  expect(parseCommandLine(typed(text))).not.toHaveProperty('word');
});

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp({
    environment: (services) => ({
      INCIDENT_EDITORS: ids.ada,
      CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
      NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, [seedTopics.chat]),
    }),
  });
});
afterAll(() => app.stop());

test('the app answers each of them, and none by what it did not understand', { timeout: 60_000 }, async () => {
  const { workspace } = app.slack;
  const told = () => workspace.ephemerals(ids.ada, ids.incidents).map(({ text }) => text);
  /** What an answer is: a private line, a modal, or a message in the channel. */
  const seen = () =>
    told().length + workspace.views(ids.ada).length + app.slack.calls.count('chat.postMessage') + shared();
  const shared = () => app.slack.calls.count('files.completeUploadExternal');
  // Only what is watched can be quiet.
  const order = (text: string) => (/ unwatch/.test(text) ? 3 : / quiet/.test(text) ? 2 : / watch /.test(text) ? 0 : 1);
  const sorted = [...written].sort((one, other) => order(one) - order(other));
  const wrong: string[] = [];
  for (const text of sorted) {
    const [before, lines] = [seen(), told().length];
    await workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident ${typed(text)}` });
    const isAnswered = await workspace.until(() => seen() > before, 10_000).catch(() => false);
    const answers = told().slice(lines);
    const isStrange = answers.some((answer) => /don't know|do not know|cannot read|lists everything/.test(answer));
    if (!isAnswered || isStrange) wrong.push(`${text}: ${answers.join(' / ') || 'no answer'}`);
    while (workspace.views(ids.ada).length > 0) await workspace.close({ user: ids.ada });
  }
  expect(wrong).toEqual([]);
});
