import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPeopleQueue } from '../../src/cloud/people-queue.ts';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import type { SlackBody } from '../../src/fronts/slack-body.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { cardGroup } from '../../src/jobs/card-group.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { startSqs } from './start-sqs.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/5cbda4b1-4e84-2b1f-0000-0a1b2c3d4e5f';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let main: JobQueue;
let people: JobQueue;
let queue: JobQueue;
let sent = 0;

beforeAll(async () => {
  sqs = await startSqs();
  const client = sqs.connect();
  const { queueUrl } = await sqs.createJobQueue();
  main = createSqsQueue({ client, queueUrl, now: Date.now });
  const peopleQueueUrl = await sqs.createQueue('people.fifo');
  people = createSqsQueue({ client, queueUrl: peopleQueueUrl, deadLettersOf: queueUrl, now: Date.now });
  queue = withPeopleQueue(main, people);
});
afterAll(async () => {
  await queue.close();
  await people.close();
  await sqs.close();
});

const command = (text: string): SlackBody => ({
  command: '/incident',
  text,
  user_id: 'U1',
  channel_id: 'C1',
  trigger_id: `1.2.${++sent}`,
});
const event = (fields: object): SlackBody => ({ type: 'event_callback', event_id: `Ev${++sent}`, event: fields });
const click = (action_id: string): SlackBody => ({
  type: 'block_actions',
  user: { id: 'U1' },
  channel: { id: 'C1' },
  trigger_id: `1.2.${++sent}`,
  actions: [{ action_id, value: `${action_id.replace('incident:', '')}:${arn}` }],
});

test.each([
  ['help', command('help')],
  ['a list', command('list open')],
  ['the timeline', command(`timeline ${arn}`)],
  ['a click that opens a form', click('incident:details')],
  ['a submitted form', { type: 'view_submission', user: { id: 'U1' }, view: { id: 'V1', hash: '1' } }],
  ['Home', event({ type: 'app_home_opened', user: 'U1', channel: 'D1' })],
])('%s waits in the queue of people', async (_, body) => {
  await queue.send([slackJob(body, 1)]);
  expect(await queue.receive(10, 0)).toEqual([]);
  const [delivery, ...more] = await people.receive(10, 0);
  expect(more).toEqual([]);
  expect(delivery?.job).toMatchObject({ kind: 'slack' });
  if (delivery) await people.done(delivery);
});

test.each([
  ['a command about a card', command(arn), cardGroup(arn, 'C1')],
  ['a click that changes a card', click('incident:refresh'), undefined],
  ['a command about a channel', command('watching'), undefined],
  ['a report, which takes long', command(`report ${arn}`), undefined],
])('%s waits in the queue of jobs, whose groups run one job at a time', async (_, body, group) => {
  await queue.send([slackJob(body, 1)]);
  expect(await people.receive(10, 0)).toEqual([]);
  const [delivery, ...more] = await queue.receive(10, 0);
  expect(more).toEqual([]);
  if (group !== undefined) expect(delivery?.group).toBe(group);
  if (delivery) await queue.done(delivery);
});

test('the statistics and the health check cover both queues, which share their dead letters', async () => {
  await queue.send([slackJob(command('help'), 1), slackJob(command(arn), 1)]);
  expect(await queue.stats()).toMatchObject({ waiting: 2, running: 0, parked: 0 });
  for (const delivery of await people.receive(10, 0)) await people.deadLetter(delivery, 'no');
  expect(await queue.stats()).toMatchObject({ waiting: 1, running: 0, parked: 1 });
  await queue.probe();
  expect((await queue.stats()).waiting).toBe(3);
});
