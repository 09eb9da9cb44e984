import { readManifest } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack } from 'slack-aws-sandbox/slack';
import { buildFunctions } from '../test/lambda/built-functions.ts';
import { serveFunctionUrl } from '../test/lambda/function-url.ts';
import { signingSecret } from '../test/lambda/http-events.ts';
import { startLambdaBackends } from '../test/lambda/lambda-backends.ts';
import { startDelayed } from './delayed.ts';
import type { Bench, Report } from './report.ts';
import { createInstances, serveSubscription, startEventSource } from './storm/lambda.ts';
import { awsMs, invitePeople, measurePeople, peopleCount, slackMs, topicChannels } from './storm/storm.ts';

/** Incidents that start at once: fewer than in one process, because all instances share the cores of one machine. */
const incidents = 40;

/** How long DynamoDB and SQS take to answer, in milliseconds. */
const ownMs = 6;
/** Invocations at once, as in serverless.yml, and of the fronts as many as it takes. */
const concurrency = { jobs: 5, people: 2, slack: 3, notifications: 2 };

async function measure(report: Report): Promise<void> {
  const [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
  const slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false, signingSecret });
  const people = invitePeople({ ...backends, slack }, peopleCount);
  const isSqs = (target: unknown) => String(target).startsWith('AmazonSQS');
  const [aws, dynamo] = await Promise.all([
    startDelayed(backends.aws.url, ({ headers }) => (isSqs(headers['x-amz-target']) ? ownMs : awsMs)),
    startDelayed(backends.dynamo.url, () => ownMs),
  ]);
  const toDelayed = (value: string | undefined) => value?.replace(backends.aws.url, aws.url);
  const environment = {
    ...Object.fromEntries(Object.entries(backends.environment).map(([name, value]) => [name, toDelayed(value)])),
    PEOPLE_QUEUE_URL: toDelayed(backends.peopleQueueUrl),
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    INCIDENT_EDITORS: people.map(({ user }) => user).join(','),
    CHAT_TOPICS: `${seedTopics.chat}=${topicChannels.join('+')}`,
    LOG_LEVEL: 'error',
  };
  const instances = (name: 'slack' | 'notifications' | 'worker', count: number) =>
    createInstances(() => functions.start(name, environment), count);
  const fronts = instances('slack', concurrency.slack);
  const notifications = instances('notifications', concurrency.notifications);
  const workers = instances('worker', concurrency.jobs + concurrency.people);
  const door = await serveFunctionUrl({ invoke: async (_, [event]) => [await fronts.invoke(event)] }, environment);
  const subscription = await serveSubscription(notifications.invoke);
  const sources = [
    startEventSource(backends.aws.url, backends.queueUrl, concurrency.jobs, workers.invoke),
    startEventSource(backends.aws.url, backends.peopleQueueUrl, concurrency.people, workers.invoke),
  ];
  try {
    slack.setAppUrl(door.url);
    backends.sns.subscribe(seedTopics.chat, subscription.url);
    const isConfirmed = () => backends.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
    await slack.workspace.until(isConfirmed, 10_000);
    slack.faults.add({ kind: 'slow', latencyMs: slackMs });
    const lengthMs = await measurePeople({ ...backends, slack }, people, incidents, report);
    report.row({
      what: 'from the first incident to the last card',
      value: `${(lengthMs / 1000).toFixed(1)} s for ${incidents * topicChannels.length} cards`,
    });
  } finally {
    await Promise.all(sources.map((source) => source.stop()));
    await Promise.all([fronts.stop(), notifications.stop(), workers.stop()]);
    await Promise.all([door.close(), subscription.close(), aws.close(), dynamo.close()]);
    functions.remove();
    await slack.close();
    await backends.end();
  }
}

/** The storm on Lambda. */
export const bench: Bench = {
  name: 'people in a storm, on Lambda',
  about: `The same people, and a storm of ${incidents} incidents, on AWS: the built functions, each instance in a process of its own that
handles one event at a time, with the two SQS queues and the concurrency of \`serverless.yml\`. AWS takes ${awsMs} ms to answer each call, Slack
${slackMs} ms, DynamoDB and SQS ${ownMs} ms. All instances, and the engines in place of AWS and Slack, share the cores of one machine. “Failed” is a form that Slack opens only
within three seconds, or an answer that took more than a minute.`,
  run: measure,
};
