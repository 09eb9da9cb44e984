import type { CallOutcome, Metrics } from '../metrics.ts';
import { toAwsError } from './fault.ts';

type Send = (args: never) => Promise<unknown>;
type Middleware = (next: Send, context: { clientName?: string; commandName?: string }) => Send;

/** The part of an AWS SDK client that takes a middleware. */
interface AwsClient {
  readonly middlewareStack: { add(middleware: never, options: { step: 'deserialize'; priority: 'high' }): void };
}

/** The prefixes in IAM of the services whose clients have another name. */
const prefixes: Readonly<Record<string, string>> = {
  CloudWatchClient: 'cloudwatch',
  DynamoDBClient: 'dynamodb',
  SNSClient: 'sns',
  SQSClient: 'sqs',
  SSMClient: 'ssm',
  SSMIncidentsClient: 'ssm-incidents',
  STSClient: 'sts',
};

/**
 * Makes a client report every request that it sends, each retry too.
 * @returns the same client
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/middleware-stack.html
 */
export function measureCalls<T extends AwsClient>(client: T, metrics: Metrics | undefined): T {
  if (metrics === undefined) return client;
  const middleware: Middleware =
    (next, { clientName = '', commandName = '' }) =>
    (args) =>
      measureCall(metrics, prefixes[clientName] ?? clientName, commandName.replace(/Command$/, ''), () => next(args));
  // Around the deserializer, which names the error; within the retries.
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'high' });
  return client;
}

/** Makes one request to AWS and reports it. @throws what the request throws */
export async function measureCall<T>(
  metrics: Metrics | undefined,
  service: string,
  method: string,
  call: () => Promise<T>,
): Promise<T> {
  if (metrics === undefined) return call();
  const begunMs = performance.now();
  const report = (outcome: CallOutcome) =>
    metrics.called({ service, method, outcome, durationMs: performance.now() - begunMs });
  try {
    const answer = await call();
    report('ok');
    return answer;
  } catch (error) {
    report(outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: unknown): CallOutcome {
  const fault = toAwsError(error, '');
  if (fault.code === 'throttled') return 'throttled';
  return fault.transient ? 'failed' : 'refused';
}
