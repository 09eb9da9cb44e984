import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSqsOperations } from '../../src/cloud/sqs-operations.ts';
import { createSqsQueue, type SqsQueueOptions } from '../../src/cloud/sqs-queue.ts';
import { withDeadline } from '../../src/deadline.ts';
import type { Delivery, JobQueue, JobToSend } from '../../src/jobs/queue.ts';
import { queueContract } from '../jobs/queue-contract.ts';
import { slackJob, textOf } from '../jobs/slack-job.ts';
import { startSqs } from './start-sqs.ts';

queueContract(
  'SQS',
  async (now) => {
    const sqs = await startSqs(now);
    const client = sqs.connect();
    const { queueUrl } = await sqs.createJobQueue();
    return {
      queue: createSqsQueue({ client, queueUrl, now }),
      async sendRaw(group, text) {
        await client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: text,
            MessageGroupId: group,
            MessageDeduplicationId: randomUUID(),
          }),
        );
      },
      close: () => sqs.close(),
    };
  },
  { knowsAge: false },
);

interface FailingEntry {
  MessageBody?: string;
  ReceiptHandle?: string;
}

describe('the queue in SQS', () => {
  let clockMs: number;
  let sqs: Awaited<ReturnType<typeof startSqs>>;
  let client: SQSClient;
  let queueUrl: string;
  let deadLetterQueueUrl: string;
  let queue: JobQueue;
  let opened: JobQueue[];
  let sent = 0;
  const now = () => clockMs;
  const job = (group: string, text: string): JobToSend => ({ group, dedupeId: `id-${++sent}`, job: slackJob(text) });
  const texts = (deliveries: Delivery[]) => deliveries.map(textOf).sort();

  beforeEach(async () => {
    clockMs = Date.UTC(2026, 0, 1);
    opened = [];
    sqs = await startSqs(now);
    client = sqs.connect();
    ({ queueUrl, deadLetterQueueUrl } = await sqs.createJobQueue());
    queue = open();
  });

  afterEach(async () => {
    for (const each of opened) await each.close();
    await sqs.close();
  });

  function open(options: Partial<SqsQueueOptions> = {}): JobQueue {
    const created = createSqsQueue({ client, queueUrl, now, ...options });
    opened.push(created);
    return created;
  }

  async function takeOne(): Promise<Delivery> {
    const [delivery] = await queue.receive(10, 0);
    if (delivery === undefined) throw new Error('nothing was delivered');
    return delivery;
  }

  async function deadLetters() {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: deadLetterQueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    return Messages;
  }

  test('a health check sends a job that a worker can read and that does nothing', async () => {
    await queue.probe();
    const { job: probe } = await takeOne();
    expect(probe).toEqual({ kind: 'alarm-read', alarms: [] });
    expect(await deadLetters()).toEqual([]);
  });

  test('a long backlog of a group counts no attempts', async () => {
    await queue.send(Array.from({ length: 30 }, (_, index) => job('g', `${index}`)));
    for (let index = 0; index < 30; index++) {
      const deliveries = await queue.receive(10, 0);
      expect(deliveries.map((each) => [textOf(each), each.attempt])).toEqual([[`${index}`, 1]]);
      for (const delivery of deliveries) await queue.done(delivery);
    }
  });

  test('a job stays in flight while it runs, and is received again when its worker is gone', async () => {
    let renewals = 0;
    const counting = sqs.connect();
    counting.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const result = await next(args);
          if (commandName === 'ChangeMessageVisibilityBatchCommand') renewals += 1;
          return result;
        },
      { step: 'initialize' },
    );
    const patient = open({ client: counting, visibilityMs: 1000 });
    await patient.send([job('g', '1')]);
    await patient.receive(1, 0);
    for (let step = 0; step < 3; step++) {
      clockMs += 900;
      const before = renewals;
      // The first renewal may have started before the clock moved.
      await expect.poll(() => renewals, { timeout: 5000, interval: 20 }).toBeGreaterThan(before + 1);
    }
    expect(await queue.receive(1, 0)).toEqual([]);
    await patient.close();
    clockMs += 1000;
    expect((await takeOne()).attempt).toBe(2);
  });

  test("a delay beyond SQS's maximum is honoured in full", async () => {
    const hourMs = 3_600_000;
    await queue.send([{ ...job('g', '1'), delayMs: 30 * hourMs }]);
    for (let hour = 0; hour < 30; hour++) {
      expect(await queue.receive(1, 0)).toEqual([]);
      clockMs += hourMs;
    }
    clockMs += 1000;
    expect((await takeOne()).attempt).toBe(1);
  });

  test('a delayed job whose message could not be deleted runs once', async () => {
    let isLost = false;
    const send = client.send.bind(client);
    const failing: SQSClient = Object.assign(Object.create(client), {
      async send(command: Parameters<typeof send>[0], ...rest: []) {
        if (isLost && command instanceof DeleteMessageBatchCommand) throw new Error('no answer');
        return send(command, ...rest);
      },
    });
    const ill = open({ client: failing });
    await ill.send([{ ...job('g', 'later'), delayMs: 5000 }]);
    expect(await ill.receive(10, 0)).toEqual([]);
    clockMs += 6000;
    isLost = true;
    await expect(ill.receive(10, 0)).rejects.toMatchObject({ code: 'aws_unavailable' });
    // It is already in its group, and completed there, before the delayed message is received again.
    const delivery = await takeOne();
    expect(textOf(delivery)).toBe('later');
    await queue.done(delivery);
    clockMs += 120_000;
    expect(await queue.receive(10, 0)).toEqual([]);
    expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 });
  });

  test('a job that an earlier version delayed inside its group is delivered', async () => {
    const body = { group: 'g', job: slackJob('later'), notBeforeMs: clockMs + 5000, delayMs: 5000 };
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(body),
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
      }),
    );
    expect(await queue.receive(10, 0)).toEqual([]);
    clockMs += 6000;
    expect(await takeOne()).toMatchObject({ group: 'g', attempt: 1, job: slackJob('later') });
  });

  test('a retry delay of more than twelve hours is limited to twelve', async () => {
    await queue.send([job('g', '1')]);
    await queue.retry(await takeOne(), 48 * 3_600_000);
    clockMs += 12 * 3_600_000;
    expect((await takeOne()).attempt).toBe(2);
  });

  test('a job too large for SQS is refused before anything is sent', async () => {
    const large = { ...job('g', 'x'.repeat(262_144)) };
    await expect(queue.send([job('h', 'small'), large])).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await queue.receive(10, 0)).toEqual([]);
  });

  test("large jobs are split into batches within SQS's limit", async () => {
    const jobs = Array.from({ length: 6 }, (_, index) => job(`g${index}`, `${index}${'x'.repeat(100_000)}`));
    await queue.send(jobs);
    expect(await queue.receive(10, 0)).toHaveLength(6);
  });

  describe('dead letters', () => {
    test('park sends the job and the reason to the dead-letter queue of the redrive policy', async () => {
      await queue.send([job('группа', '1')]);
      const delivery = await takeOne();
      clockMs += 5000;
      await queue.deadLetter(delivery, `AWS said no\uFFFF${'!'.repeat(1000)}`);
      const [letter] = await deadLetters();
      expect(JSON.parse(letter?.Body ?? '')).toEqual({
        group: 'группа',
        job: slackJob('1'),
        parked: { reason: `AWS said no\uFFFF${'!'.repeat(488)}`, atMs: clockMs, sentAtMs: clockMs - 5000, attempt: 1 },
      });
    });

    test('park uses the configured dead-letter queue if there is one', async () => {
      const named = await sqs.createQueue('named.fifo');
      const own = open({ deadLetterQueueUrl: named });
      await own.send([job('g', '1')]);
      for (const delivery of await own.receive(1, 0)) await own.deadLetter(delivery, 'no');
      expect(await deadLetters()).toEqual([]);
      expect((await own.stats()).parked).toBe(1);
    });

    test('park without a dead-letter queue reports it and loses nothing', async () => {
      const lone = open({ queueUrl: await sqs.createQueue('lone.fifo') });
      await lone.send([job('g', '1')]);
      const [delivery] = await lone.receive(1, 0);
      if (delivery === undefined) throw new Error('nothing was delivered');
      await expect(lone.deadLetter(delivery, 'no')).rejects.toMatchObject({ code: 'configuration' });
      expect(await lone.stats()).toMatchObject({ running: 1, parked: 0 });
      clockMs += 60_000;
      expect(texts(await lone.receive(1, 0))).toEqual(['1']);
    });

    test('a dead letter that is moved back is a job again', async () => {
      await queue.send([job('g', '1')]);
      await queue.deadLetter(await takeOne(), 'no');
      const [letter] = await deadLetters();
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: letter?.Body,
          MessageGroupId: 'g',
          MessageDeduplicationId: 'again',
        }),
      );
      const again = await takeOne();
      expect([again.group, textOf(again)]).toEqual(['g', '1']);
    });

    test('the largest job can be parked', async () => {
      await queue.send([job('g', 'x'.repeat(257_900))]);
      await queue.deadLetter(await takeOne(), '\uFFFF'.repeat(1000));
      expect((await queue.stats()).parked).toBe(1);
    });
  });

  describe('in hand', () => {
    const inOrder = (deliveries: Delivery[]) => deliveries.map((each) => [textOf(each), each.attempt]);

    test('jobs are sent, received and deleted ten at a time', async () => {
      const calls: string[] = [];
      const counting = sqs.connect();
      counting.middlewareStack.add(
        (next, { commandName = '' }) =>
          (args) => {
            calls.push(commandName);
            return next(args);
          },
        { step: 'initialize' },
      );
      const counted = open({ client: counting });
      await Promise.all(Array.from({ length: 30 }, (_, index) => counted.send([job(`g${index}`, `${index}`)])));
      const deliveries = await counted.receive(30, 0);
      await Promise.all(deliveries.map((each) => counted.done(each)));
      const times = (name: string) => calls.filter((each) => each === name).length;
      expect(deliveries).toHaveLength(30);
      expect(times('SendMessageBatchCommand')).toBe(3);
      expect(times('ReceiveMessageCommand')).toBe(3);
      expect(times('DeleteMessageBatchCommand')).toBe(3);
      expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 });
    });

    test('what waits behind a job that is retried stays in hand, and is not received again', async () => {
      await queue.send(['1', '2', '3'].map((text) => job('g', text)));
      for (const attempt of [1, 2, 3]) {
        const delivery = await takeOne();
        expect(inOrder([delivery])).toEqual([['1', attempt]]);
        await queue.retry(delivery, 1000);
        clockMs += 1000;
      }
      await queue.close();
      // SQS counts a receive by the first worker, and this one.
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      expect(Messages.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['2', '2', '2']);
    });

    test('a worker that stops returns what waits: another one receives it at once, in order', async () => {
      await queue.send([job('g', '1'), job('g', '2'), job('g', '3'), job('h', 'later'), job('h', 'last')]);
      const taken = await queue.receive(10, 0);
      const [first, later] = [taken.find(({ group }) => group === 'g'), taken.find(({ group }) => group === 'h')];
      if (first === undefined || later === undefined) throw new Error('nothing was delivered');
      await queue.done(first);
      await queue.retry(later, 30_000);
      await queue.close();
      const other = open();
      for (const text of ['2', '3']) {
        const [next, ...more] = await other.receive(10, 0);
        expect([next && textOf(next), more]).toEqual([text, []]);
        if (next) await other.done(next);
      }
      expect(await other.receive(10, 0)).toEqual([]);
      clockMs += 30_000;
      expect(inOrder(await other.receive(10, 0))).toEqual([['later', 2]]);
    });

    test('nothing is started whose claim has expired: another worker may have it', async () => {
      await queue.send([job('g', '1'), job('g', '2')]);
      const paused = open({ elapsed: now });
      const [first] = await paused.receive(10, 0);
      clockMs += 61_000;
      const other = open();
      const [again] = await other.receive(10, 0);
      if (first) await paused.done(first);
      expect(await paused.receive(10, 0)).toEqual([]);
      if (again) await other.done(again);
      expect(texts(await other.receive(10, 0))).toEqual(['2']);
    });

    test('a group is received again, in order, when a finished job of it could not be deleted', async () => {
      const failing = sqs.connect();
      failing.middlewareStack.add(
        (next, { commandName }) =>
          (args) =>
            commandName === 'DeleteMessageBatchCommand' ? Promise.reject(new Error('no answer')) : next(args),
        { step: 'initialize' },
      );
      const ill = open({ client: failing });
      await ill.send([job('g', '1'), job('g', '2')]);
      for (const delivery of await ill.receive(10, 0)) {
        await expect(ill.done(delivery)).rejects.toMatchObject({ code: 'aws_unavailable' });
      }
      expect(await ill.receive(10, 0)).toEqual([]);
      clockMs += 60_000;
      expect(texts(await queue.receive(10, 0))).toEqual(['1']);
    });

    test('a job that has to wait for longer than a claim lasts is returned to SQS, with what waits behind it', async () => {
      await queue.send([job('g', '1'), job('g', '2')]);
      await queue.retry(await takeOne(), 90_000);
      expect(await queue.receive(10, 0)).toEqual([]);
      clockMs += 90_000;
      const again = await open().receive(10, 0);
      expect(texts(again)).toEqual(['1']);
    });
  });

  test('settling a job that another worker has claimed has no effect', async () => {
    await queue.send([job('g', '1')]);
    const lost = await takeOne();
    clockMs += 60_000;
    const taken = await takeOne();
    await queue.done(lost);
    await queue.retry(lost, 1000);
    expect(await queue.stats()).toMatchObject({ waiting: 0, running: 1 });
    await queue.done(taken);
    expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 });
  });

  test("receive waits for the requested time, even if the client's timeout is shorter", async () => {
    const impatient = sqs.connect({ requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true } });
    const before = performance.now();
    expect(await open({ client: impatient }).receive(1, 2000)).toEqual([]);
    expect(performance.now() - before).toBeGreaterThan(1900);
  });

  describe('a failing SQS', () => {
    let servers: ReturnType<typeof createServer>[] = [];

    afterEach(async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      servers = [];
    });

    async function connectTo(listener: RequestListener, requestTimeout = 10_000): Promise<SQSClient> {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const requestHandler = { requestTimeout, throwOnRequestTimeout: true };
      return sqs.connect({ endpoint, requestHandler });
    }

    const openOn = async (listener: RequestListener) => open({ client: await connectTo(listener), random: () => 0 });

    /** A proxy that rejects the entries of each batch for which `fails` is true. */
    function failingEntries(fails: (entry: FailingEntry, attempt: number) => boolean, senderFault = false) {
      let attempt = 0;
      return (async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const headers = Object.fromEntries(
          Object.entries(request.headers).filter(([name]) => !['connection', 'content-length'].includes(name)),
        ) as Record<string, string>;
        const input = JSON.parse(Buffer.concat(chunks).toString()) as {
          Entries: (FailingEntry & { Id: string })[];
        };
        attempt += 1;
        const failed = input.Entries.filter((entry) => fails(entry, attempt));
        const Entries = input.Entries.filter((entry) => !failed.includes(entry));
        const url = Entries.length > 0 ? sqs.url : undefined;
        const answer =
          url && (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ...input, Entries }) }));
        const Failed = failed.map(({ Id }) => ({ Id, SenderFault: senderFault, Code: 'InternalError' }));
        const body = { ...(answer ? ((await answer.json()) as object) : {}), Failed };
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      }) satisfies RequestListener;
    }

    test('rejected entries are sent again in order', async () => {
      const flaky = await openOn(
        failingEntries(({ MessageBody }, attempt) => attempt <= 2 && MessageBody?.includes('g1') === true),
      );
      await flaky.send([job('g1', '1'), job('g2', '2'), job('g1', '3'), job('g1', '4')]);
      const seen: unknown[] = [];
      for (let taken = await queue.receive(10, 0); taken.length > 0; taken = await queue.receive(10, 0)) {
        seen.push(...taken.filter(({ group }) => group === 'g1').map(textOf));
        for (const delivery of taken) await queue.done(delivery);
      }
      expect(seen).toEqual(['1', '3', '4']);
    });

    test('entries that are always rejected fail the send, and no later entry overtakes them', async () => {
      const broken = await openOn(failingEntries(({ MessageBody }) => MessageBody?.includes('"1"') === true));
      await expect(broken.send([job('g1', '1'), job('g2', '2'), job('g1', '3')])).rejects.toMatchObject({
        code: 'aws_unavailable',
      });
      expect(texts(await queue.receive(10, 0))).toEqual(['2']);
    });

    test('deletions that SQS failed to process are repeated, and one that cannot be made fails alone', async () => {
      await queue.send(['passing', 'lasting', 'expired', 'well'].map((group) => job(group, group)));
      const receive = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(receive));
      const handles = Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle);
      const shown = { QueueUrl: queueUrl, ReceiptHandle: handles[2], VisibilityTimeout: 0 };
      await client.send(new ChangeMessageVisibilityCommand(shown));
      const flaky = await connectTo(
        failingEntries(
          ({ ReceiptHandle }, attempt) => ReceiptHandle === handles[1] || (ReceiptHandle === handles[0] && attempt < 3),
        ),
      );
      const { remove } = createSqsOperations({ client: flaky, queueUrl, now, random: () => 0 });
      expect(await Promise.allSettled(handles.map(remove))).toMatchObject([
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'aws_unavailable' } },
        { status: 'fulfilled' },
        { status: 'fulfilled' },
      ]);
      expect(await queue.stats()).toMatchObject({ waiting: 1, running: 1 });
    });

    test('the deadline of one job does not end the request that it shares with another', async () => {
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
      const slow = await connectTo(async (request, response) => {
        await held;
        await failingEntries(() => false)(request, response);
      });
      const { send } = createSqsOperations({ client: slow, queueUrl, now });
      const late = withDeadline(10, () => send([job('g', 'late')]));
      const other = send([job('h', 'other')]);
      await expect(late).rejects.toMatchObject({ code: 'out_of_time' });
      letGo();
      await other;
      expect(texts(await queue.receive(10, 0))).toContain('other');
    });

    test('entries that SQS rejects as invalid fail the send at once', async () => {
      const broken = await openOn(failingEntries(() => true, true));
      await expect(broken.send([job('g', '1')])).rejects.toMatchObject({ code: 'invalid_request' });
    });

    const silent: RequestListener = () => undefined;
    const refusing =
      (status: number, type: string): RequestListener =>
      (_, response) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: 'no' }));
      };

    test.each([
      ['throttled', refusing(400, 'RequestThrottled')],
      ['configuration', refusing(400, 'QueueDoesNotExist')],
      ['access_denied', refusing(403, 'AccessDeniedException')],
      ['aws_unavailable', refusing(500, 'InternalError')],
      ['aws_unavailable', (request) => request.socket.destroy()],
      ['aws_unavailable', silent],
    ] satisfies [string, RequestListener][])('SQS errors have the code %s (case %#)', async (code, listener) => {
      const broken = await connectTo(listener, listener === silent ? 300 : 10_000);
      const operations = createSqsOperations({ client: broken, queueUrl, now });
      const letter = { group: 'g', content: { raw: '' }, reason: 'no', sentAtMs: 0, attempt: 1 };
      const calls = [
        open({ client: broken }).receive(1, 0),
        operations.send([job('g', '1')]),
        operations.remove('handle'),
        operations.hide('handle', 1000),
        operations.deadLetter(letter),
        operations.stats(),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AppError', code } });
      }
    });
  });
});
