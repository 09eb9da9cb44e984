import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { startSqs } from '../cloud/start-sqs.ts';
import { slackJob as jobWith } from '../jobs/slack-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'incident-jobs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'incidents.db');

/** Runs `npm run jobs -- …` as people do. */
function jobs(words: string[], environment: Record<string, string> = { STORE_URL: `sqlite:${file}` }) {
  const program = join(process.cwd(), 'src/jobs-main.ts');
  // A secret that is only named does not matter here.
  const { NODE_COMPILE_CACHE } = process.env;
  const env = { NODE_COMPILE_CACHE, SLACK_BOT_TOKEN: 'ssm:/incidents/token', ...environment };
  return new Promise<{ code: number; lines: string[]; errors: string }>((resolve) => {
    execFile(process.execPath, [program, ...words], { env, cwd: folder }, (error, stdout, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), lines: stdout.trimEnd().split('\n'), errors });
    });
  });
}

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9c1de-0000-4000-8000-000000000000';
const failedAtMs = Math.floor(Date.now() / 1000) * 1000;
const at = new Date(failedAtMs).toISOString().slice(0, 19).replace('T', ' ');
const token = 'xoxb-1-2-secret';
const sync = { kind: 'sync', arn, channel: 'C0123', bring: true };
const command = {
  kind: 'slack',
  body: {
    command: '/incident',
    text: 'resolve \u009b1m\u202e',
    token: 'old',
    response_url: 'https://hooks.slack.com/x',
    user_id: 'U1',
  },
  receivedAtMs: 1,
};

describe('npm run jobs, the queue in the SQLite file', () => {
  beforeEach(() => {
    rmSync(file, { force: true });
    const database = openSqliteDatabase(file);
    const insert = database.prepare(`INSERT INTO parked_jobs VALUES (?, 'card', ?, ?, 3, 1, ${failedAtMs})`);
    insert.run(1, JSON.stringify(sync), 'AppError: AWS refused\nssm-incidents:GetIncidentRecord \u001b[31m.');
    insert.run(2, JSON.stringify(command), `Error: ${token}`);
    database.close();
  });

  test('list is one line for each job, with nothing that steers a terminal', async () => {
    const { code, lines } = await jobs(['list']);
    expect(code).toBe(0);
    expect(lines).toEqual([
      `1 ${at} UTC sync attempt 3 ${arn} C0123 AppError: AWS refused ssm-incidents:GetIncidentRecord [31m.`,
      `2 ${at} UTC slack attempt 3 /incident Error: (hidden)`,
    ]);
  });

  test('list --json and show hide secrets', async () => {
    const { lines } = await jobs(['list', '--json']);
    const listed = JSON.parse(lines.join('\n')) as { id: string; content: object }[];
    expect(listed.map(({ id }) => id)).toEqual(['1', '2']);
    const shown = (await jobs(['show', '2'])).lines.join('\n');
    for (const text of [lines.join('\n'), shown]) expect(text).not.toMatch(/xoxb|hooks\.slack|"old"/);
    expect(shown).toContain(String.raw`"text": "resolve \u009b1m\u202e"`);
  });

  test('retry puts jobs back, drop forgets them, several at once', async () => {
    expect((await jobs(['retry', '1'])).lines).toEqual([expect.stringMatching(/^Retried 1 .* sync /)]);
    expect(await jobs(['drop', '2', '1'])).toMatchObject({
      code: 1,
      lines: [expect.stringMatching(/^Dropped 2 /)],
      errors: 'There is no dead letter 1. See: npm run jobs -- list\n',
    });
    expect((await jobs(['list'])).lines).toEqual(['No dead letters.']);
    const database = openSqliteDatabase(file);
    const waiting = database.prepare('SELECT group_name, job FROM jobs').all();
    expect(waiting).toEqual([{ group_name: 'card', job: JSON.stringify(sync) }]);
    database.close();
  });

  test.each([[[]], [['lst']], [['show']], [['show', '1', '2']], [['retry']], [['list', '--all']]])(
    '%j tells how it is used',
    async (words) => {
      const { code, errors } = await jobs(words);
      expect(code).toBe(1);
      expect(errors.trimEnd().split('\n')).toHaveLength(1);
      expect(errors).toMatch(/Usage: npm run jobs|Unknown option/);
    },
  );

  test('without the file it says so, and makes none', async () => {
    const { code, errors } = await jobs(['list'], { STORE_URL: 'sqlite:elsewhere.db' });
    expect({ code, errors }).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^STORE_URL: there is no database/),
    });
  });
});

test('npm run jobs, the queue in SQS', async () => {
  const sqs = await startSqs();
  const { queueUrl } = await sqs.createJobQueue();
  const queue = createSqsQueue({ client: sqs.connect(), queueUrl, now: Date.now });
  await queue.send([{ group: 'g', dedupeId: 'd', job: jobWith('one') }]);
  const [delivery] = await queue.receive(1, 0);
  if (delivery) await queue.deadLetter(delivery, 'AppError: no.');
  const environment = {
    QUEUE_URL: queueUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const { lines } = await jobs(['list'], environment);
  expect(lines).toEqual([expect.stringMatching(/^[0-9a-f]{8} .* slack attempt 1 AppError: no\.$/)]);
  expect((await jobs(['retry', lines[0]?.slice(0, 8) ?? ''], environment)).lines[0]).toMatch(/^Retried /);
  expect(await queue.receive(1, 0)).toMatchObject([{ group: 'g', job: jobWith('one') }]);
  await queue.close();
  await sqs.close();
});
