import { execFile, spawnSync } from 'node:child_process';
import { type EmbeddedServices, startEmbeddedServices } from 'slack-aws-sandbox';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documents } from './documents.ts';
import { startFarAws } from './far-aws.ts';
import { commandsOf, inlineCommands, scripts } from './shell-commands.ts';

/** Commands that ask a person (`aws configure`, `aws sso login`) are not run. */
const isOfAws = (command: string) => /(^|\()aws (?!configure |sso login )/.test(command);
const isOfShell = (command: string) => /^(export )?[A-Z_]+=/.test(command);

/** A command but for its values: what the CLI's parser looks at. What others build upon is a shape of its own. */
function shapeOf(command: string): string {
  if (!command.startsWith('aws ') || command.includes('|')) return command;
  const [, service, operation = '', ...rest] = command.split(' ');
  return [service, operation, ...rest.filter((word) => word.startsWith('--'))].join(' ');
}

/** What documents tell people to type, in the order of each; a command takes a second, so none of the same shape is run again. */
const perDocument = documents
  .map(({ file }) => ({
    file,
    commands: scripts.filter((script) => script.file === file).flatMap(({ text }) => commandsOf(text)),
  }))
  .concat({ file: 'in sentences', commands: [...inlineCommands] })
  .map(({ file, commands }) => {
    const ours = commands.filter((command) => isOfAws(command) || isOfShell(command));
    const shapes = new Map(ours.toReversed().map((command) => [shapeOf(command), command]));
    return { file, commands: ours.filter((command) => shapes.get(shapeOf(command)) === command) };
  })
  .filter(({ commands }) => commands.some(isOfAws));

const owner = { account: '111122223333', region: 'eu-west-1' };
const deadJob = {
  group: 'card',
  job: { kind: 'look', arn: seedIncidents.alarm, channels: [], engaged: false },
  parked: { reason: 'AppError: AWS refused ssm-incidents:GetIncidentRecord.', atMs: 1, sentAtMs: 1, attempt: 1 },
};

test('there are commands for AWS in the docs', () => {
  expect(perDocument.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['docs/deploy.md', 'docs/notifications.md', 'docs/operating.md', 'in sentences']),
  );
});

/** The CLI's own parser and service models judge each command; the embedded AWS answers what it knows. */
describe.runIf(spawnSync('aws', ['--version']).status === 0)('the AWS CLI (where it is installed) takes', () => {
  let services: EmbeddedServices;
  beforeAll(async () => {
    services = await startEmbeddedServices();
  });
  afterAll(() => services.close());

  /** Runs commands in one shell, as people do, and stops at the first that fails. */
  async function run(commands: readonly string[]): Promise<{ code: number; output: string; trace: string }> {
    const far = await startFarAws(services.aws.url);
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      LC_ALL: 'C.UTF-8',
      FAR_AWS: far.url,
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    // Its first version uses an SQS endpoint of its own unless one is given.
    const told = 'aws() { command aws --endpoint-url "$FAR_AWS" "$@"; }';
    const script = [told, ...commands].join('\n').replaceAll(':response-plan/PLAN', ':response-plan/checkout-plan');
    const ran = await new Promise<{ code: number; output: string; trace: string }>((resolve) => {
      execFile('bash', ['--norc', '-euxo', 'pipefail', '-c', script], { env }, (error, output, trace) => {
        resolve({ code: error === null ? 0 : Number(error.code), output, trace });
      });
    });
    await far.close();
    return ran;
  }

  test.concurrent.each(perDocument)('what $file says', { timeout: 300_000 }, async ({ file, commands }) => {
    const dead = services.sqs.queues.create(owner, 'slack-incident-manager-prod-dead-jobs.fifo', { FifoQueue: 'true' });
    services.sqs.queues.create(owner, 'slack-incident-manager-prod-jobs.fifo', { FifoQueue: 'true' });
    const isGuide = file === 'docs/operating.md';
    if (isGuide) await send(dead.name, JSON.stringify(deadJob));
    const { code, output, trace } = await run(commands);
    expect(code, trace).toBe(0);
    if (!isGuide) return;
    expect(output).toContain(deadJob.parked.reason);
    expect(output.split('\n')).toContain(seedIncidents.alarm);
    expect(output).toMatch(/"ApproximateNumberOfMessages": "0"/);
    // What the app itself put there has no source that SQS knows.
    const jobs = `arn:aws:sqs:${owner.region}:${owner.account}:slack-incident-manager-prod-jobs.fifo`;
    expect(trace).toContain(`--destination-arn ${jobs}`);
  });

  async function send(queue: string, body: string): Promise<void> {
    const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
    const client = new SQSClient({ endpoint: services.aws.url, region: owner.region, credentials });
    const QueueUrl = `${services.aws.url}/${owner.account}/${queue}`;
    const Ids = { MessageGroupId: 'card', MessageDeduplicationId: 'one' };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...Ids }));
    client.destroy();
  }
});
