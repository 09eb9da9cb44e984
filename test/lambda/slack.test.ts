import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';
import { base64Event, functionUrlEvent, signingSecret, slackRequest, version1Event } from './http-events.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

let functions: BuiltFunctions;
let backends: LambdaBackends;
beforeAll(async () => {
  [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
});
afterAll(async () => {
  functions.remove();
  await backends.end();
});

let requests = 0;
function command(text = 'list'): string {
  requests += 1;
  const fields = { command: '/incident', text, user_id: 'U1', channel_id: 'C1', trigger_id: `1.2.${requests}` };
  return new URLSearchParams(fields).toString();
}

const invoke = (events: readonly unknown[], environment: Record<string, string> = {}) =>
  functions.invoke('slack', events, { ...backends.environment, SLACK_SIGNING_SECRET: signingSecret, ...environment });

async function takeBodies() {
  const event = await backends.takeEvent();
  await backends.settle(event, { batchItemFailures: [] });
  return event.Records.map(({ body, attributes }) => ({ ...JSON.parse(body), attributes }));
}

describe('the built front for Slack', () => {
  test.each([
    ['a function URL', functionUrlEvent],
    ['a function URL with an encoded body', base64Event],
    ['an API Gateway with payload format 1.0', version1Event],
  ])('%s: a signed command becomes a job', async (_, toEvent) => {
    const [answer] = await invoke([toEvent(slackRequest(command('watch öffnen')))]);
    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    const [job, ...more] = await takeBodies();
    expect(more).toEqual([]);
    expect(job).toMatchObject({
      group: 'C1',
      job: { kind: 'slack', body: { command: '/incident', text: 'watch öffnen' } },
      attributes: { MessageGroupId: 'C1', MessageDeduplicationId: `trigger:1.2.${requests}` },
    });
  });

  test('with PEOPLE_QUEUE_URL what touches no card goes to that queue, and the rest does not', async () => {
    const { peopleQueueUrl } = backends;
    const events = ['list', 'watching'].map((text) => functionUrlEvent(slackRequest(command(text))));
    await invoke(events, { PEOPLE_QUEUE_URL: peopleQueueUrl });
    expect((await takeBodies()).map(({ job }) => job.body.text)).toEqual(['watching']);
    const apart = await backends.takeEvent(peopleQueueUrl);
    expect(apart.Records.map(({ body }) => JSON.parse(body).job.body.text)).toEqual(['list']);
    await backends.settle(apart, { batchItemFailures: [] }, peopleQueueUrl);
  });

  test('events and interactions keep their form, even in a warm function', async () => {
    const event = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'app_home_opened' } });
    const click = new URLSearchParams({ payload: JSON.stringify({ type: 'block_actions', trigger_id: 't9' }) });
    const answers = await invoke([
      functionUrlEvent(slackRequest(event, { type: 'application/json' })),
      functionUrlEvent(slackRequest(click.toString())),
    ]);
    expect(answers).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
    const kinds = (await takeBodies()).map(({ job }) => job.body.type);
    expect(kinds.sort()).toEqual(['block_actions', 'event_callback']);
  });

  test('the URL verification is answered with its challenge', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const [answer] = await invoke([functionUrlEvent(slackRequest(body, { type: 'application/json' }))]);
    expect(answer).toMatchObject({ statusCode: 200, body: 'abc' });
  });

  test('another secret, a duplicate signature, another method and a malformed body are refused', async () => {
    const good = slackRequest(command());
    const answers = await invoke([
      functionUrlEvent(slackRequest(command(), { secret: 'x'.repeat(32) })),
      version1Event(good, { 'X-Slack-Signature': [good.headers['x-slack-signature'], 'v0=0'] }),
      functionUrlEvent(good, 'GET'),
      functionUrlEvent(slackRequest('hello', { type: 'text/plain' })),
    ]);
    expect(answers.map((answer) => (answer as { statusCode: number }).statusCode)).toEqual([401, 401, 405, 400]);
    expect(await takeBodies()).toEqual([]);
  });

  test('a command that Slack repeats is one job', async () => {
    const event = functionUrlEvent(slackRequest(command()));
    await invoke([event, event]);
    expect(await takeBodies()).toHaveLength(1);
  });

  test('when the queue does not answer, the function answers 500 so that Slack retries', async () => {
    const event = functionUrlEvent(slackRequest(command()));
    const [answer] = await invoke([event], { QUEUE_URL: 'http://127.0.0.1:1/111122223333/jobs.fifo' });
    expect(answer).toMatchObject({ statusCode: 500, body: 'try again\n' });
  });

  test('a throttled queue is retried', async () => {
    backends.aws.faults.add({ kind: 'unavailable', service: 'sqs', operation: 'SendMessage', times: 2 });
    const [answer] = await invoke([functionUrlEvent(slackRequest(command()))]);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await takeBodies()).toHaveLength(1);
  });

  test.each([
    ['no signing secret', { SLACK_SIGNING_SECRET: '' }],
    ['no queue', { QUEUE_URL: '' }],
  ])('%s: requests are refused', async (_, environment) => {
    const [answer] = await invoke([functionUrlEvent(slackRequest(command(), { secret: signingSecret }))], environment);
    expect(answer).toMatchObject({ statusCode: 500 });
  });

  test('a secret by reference is read from Parameter Store once per cold start', async () => {
    const asked: { target: string; body: string; authorization: string }[] = [];
    const parameters = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const { authorization = '' } = request.headers;
        asked.push({ target: String(request.headers['x-amz-target']), body, authorization });
        response.end(JSON.stringify({ Parameters: [{ Name: '/app/signing-secret', Value: signingSecret }] }));
      });
    });
    const port = await listen(parameters, 0, '127.0.0.1');
    const environment = {
      SLACK_SIGNING_SECRET: 'ssm:/app/signing-secret',
      AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}`,
    };
    const events = [command(), command()].map((body) => functionUrlEvent(slackRequest(body)));
    const answers = await invoke(events, environment);
    await closeServer(parameters);
    expect(answers).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ target: 'AmazonSSM.GetParameters' });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ Names: ['/app/signing-secret'], WithDecryption: true });
    expect(asked[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDSANDBOX000000000\/\d{8}\/eu-west-1\/ssm\//,
    );
    expect(await takeBodies()).toHaveLength(2);
  });
});
