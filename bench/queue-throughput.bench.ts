import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqsQueue } from '../src/cloud/sqs-queue.ts';
import type { JobQueue, JobToSend } from '../src/jobs/queue.ts';
import { startWorker } from '../src/jobs/worker.ts';
import { createLog } from '../src/log.ts';
import { openSqliteDatabase } from '../src/sqlite/database.ts';
import { createSqliteQueue } from '../src/sqlite/queue.ts';
import { startSqs } from '../test/cloud/start-sqs.ts';
import { median } from './interleaved.ts';
import type { Bench } from './report.ts';

const rounds = 5;
const width = 16;
/** A body the size of a slash command's job. */
const text = 'x'.repeat(700);

const jobsOf = (count: number, round: number): JobToSend[] =>
  Array.from({ length: count }, (_, index) => ({
    group: `arn:aws:ssm-incidents::111122223333:incident-record/checkout/${index % 200} C1`,
    dedupeId: `${round} ${index}`,
    job: { kind: 'slack' as const, body: { text, index }, receivedAtMs: 1 },
  }));

/** Sends jobs singly from concurrent senders, as a front does, and runs them. @returns milliseconds */
async function through(queue: JobQueue, jobs: readonly JobToSend[]): Promise<number> {
  let left = jobs.length;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const started = performance.now();
  const worker = startWorker({
    // The next round uses the same queue, so the worker must not close it.
    queue: { ...queue, close: async () => undefined },
    run: async () => {
      left -= 1;
      if (left === 0) finish();
    },
    onGivenUp: async () => 'dead letter',
    width,
    now: Date.now,
    random: Math.random,
    log: createLog('error'),
  });
  for (let from = 0; from < jobs.length; from += 50) {
    await Promise.all(jobs.slice(from, from + 50).map((job) => queue.send([job])));
  }
  await finished;
  const ms = performance.now() - started;
  void worker.stop(0);
  return ms;
}

/** Baseline: each job's text inserted and deleted, one transaction per batch of senders. */
function bareSqlite(file: string) {
  const database = new DatabaseSync(file);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE bare (id INTEGER PRIMARY KEY, job TEXT)',
  );
  const insert = database.prepare('INSERT INTO bare (job) VALUES (?)');
  const remove = database.prepare('DELETE FROM bare WHERE id = ?');
  return {
    through(jobs: readonly JobToSend[]): number {
      const started = performance.now();
      for (let from = 0; from < jobs.length; from += 50) {
        database.exec('BEGIN');
        const ids = jobs.slice(from, from + 50).map(({ job }) => insert.run(JSON.stringify(job)).lastInsertRowid);
        database.exec('COMMIT; BEGIN');
        for (const id of ids) remove.run(id);
        database.exec('COMMIT');
      }
      return performance.now() - started;
    },
    close: () => database.close(),
  };
}

/** Baseline: sent singly from as many senders, received and deleted in batches of ten, without groups and claims. */
async function bareSqs(client: SQSClient, QueueUrl: string, jobs: readonly JobToSend[]): Promise<number> {
  const started = performance.now();
  for (let from = 0; from < jobs.length; from += 50) {
    const sends = jobs.slice(from, from + 50).map(({ dedupeId, job }, index) => {
      const MessageDeduplicationId = dedupeId.replace(' ', '-');
      const MessageBody = JSON.stringify(job);
      return client.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: `${index}`, MessageDeduplicationId }),
      );
    });
    await Promise.all(sends);
    for (let left = sends.length; left > 0; ) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      left -= Messages.length;
    }
  }
  return performance.now() - started;
}

/** Jobs through each queue and a worker, compared with direct use of its storage. */
export const bench: Bench = {
  name: 'queue throughput',
  about: `How many jobs pass through a queue and its worker. 50 concurrent senders send jobs one by one; the worker runs 16 at a time.
That includes claiming each job, keeping the order within its group, and deleting it. Baseline: the same storage used directly,
without order or claims.`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'incident-bench-'));
    const database = openSqliteDatabase(join(folder, 'jobs.db'));
    const sqlite = createSqliteQueue(database, { now: Date.now });
    const bare = bareSqlite(join(folder, 'bare.db'));
    const sqs = await startSqs();
    const { queueUrl } = await sqs.createJobQueue();
    const bareUrl = await sqs.createQueue('bare.fifo');
    const client = sqs.connect();
    const queue = createSqsQueue({ client, queueUrl, now: Date.now });
    const times: Record<'sqlite' | 'bareSqlite' | 'sqs' | 'bareSqs', number[]> = {
      sqlite: [],
      bareSqlite: [],
      sqs: [],
      bareSqs: [],
    };
    const counts = { sqlite: 5000, sqs: 1000 };
    try {
      for (let round = -1; round < rounds; round += 1) {
        report.progress(`  round ${round + 1} of ${rounds}`);
        const many = jobsOf(counts.sqlite, round);
        const fewer = jobsOf(counts.sqs, round);
        const measured = {
          sqlite: await through(sqlite, many),
          bareSqlite: bare.through(many),
          sqs: await through(queue, fewer),
          bareSqs: await bareSqs(client, bareUrl, fewer),
        };
        // Round -1 is warm-up.
        if (round < 0) continue;
        for (const name of ['sqlite', 'bareSqlite', 'sqs', 'bareSqs'] as const) times[name].push(measured[name]);
      }
    } finally {
      await queue.close();
      await sqs.close();
      await sqlite.close();
      database.close();
      bare.close();
      rmSync(folder, { recursive: true, force: true });
    }
    const row = (what: string, count: number, ours: number[], least: number[], against: string) => {
      const perSecond = (ms: number) => `${((count / ms) * 1000).toFixed(0)}/s`;
      const [mine, theirs] = [median(ours), median(least)];
      report.row({ what, value: perSecond(mine), ratio: theirs / mine, against: `${against}, ${perSecond(theirs)}` });
    };
    const { sqlite: mine, bareSqlite: least } = times;
    row('jobs through the embedded queue and worker', counts.sqlite, mine, least, 'rows inserted and deleted directly');
    row(
      'jobs through SQS and worker',
      counts.sqs,
      times.sqs,
      times.bareSqs,
      'SQS used directly, deletes in batches of ten',
    );
  },
};
