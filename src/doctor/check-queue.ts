import { serviceFault } from '../store/service-fault.ts';
import type { Examined } from './examined.ts';
import { checked, type Finding, note, ok, toFix } from './finding.ts';

/** What the worker needs to finish a job, in seconds. */
const leastVisibility = 30;

/** The queue of jobs and the queue that topics speak to, where there are any. */
export async function checkQueues({ config }: Examined): Promise<Finding[]> {
  const { queueUrl, notificationsQueueUrl, chatTopics } = config;
  const findings = await Promise.all([
    queueUrl === undefined ? [] : checkJobsQueue(queueUrl),
    notificationsQueueUrl === undefined ? [] : checkNotificationsQueue(notificationsQueueUrl, chatTopics.size),
  ]);
  return findings.flat();
}

/** @returns `undefined` where there is no such queue */
async function attributesOf(url: string): Promise<Partial<Record<string, string>>> {
  const [{ GetQueueAttributesCommand }, { openSqsClient }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('../jobs/open-sqs.ts'),
  ]);
  const client = openSqsClient(url);
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return (await client.send(command)).Attributes ?? {};
  } catch (error) {
    throw serviceFault(error, 'QUEUE_URL', 'sqs:GetQueueAttributes');
  } finally {
    client.destroy();
  }
}

const look = (url: string) => `aws sqs get-queue-attributes --queue-url ${url} --attribute-names All`;

function checkJobsQueue(url: string): Promise<Finding[]> {
  const subject = 'Queue of jobs';
  return checked(
    subject,
    async () => {
      const attributes = await attributesOf(url);
      const set = `aws sqs set-queue-attributes --queue-url ${url} --attributes`;
      if (attributes.FifoQueue !== 'true') {
        const fix = 'aws sqs create-queue --queue-name incident-jobs.fifo --attributes FifoQueue=true';
        return [toFix(subject, 'it is no FIFO queue', fix)];
      }
      const findings: Finding[] = [];
      const dead = deadLetterArn(attributes.RedrivePolicy);
      if (dead === undefined) {
        const policy = JSON.stringify({ deadLetterTargetArn: 'ARN-OF-A-FIFO-QUEUE', maxReceiveCount: '1000' });
        const value = JSON.stringify({ RedrivePolicy: policy });
        findings.push(toFix(subject, 'it has no dead-letter queue', `${set} '${value}'`));
      } else {
        findings.push(...(await checkDeadLetters(`${url.slice(0, url.lastIndexOf('/'))}/${dead.split(':').at(-1)}`)));
      }
      if (Number(attributes.VisibilityTimeout) < leastVisibility) {
        findings.push(toFix(subject, 'a job is hidden for less than 30 seconds', `${set} VisibilityTimeout=60`));
      }
      const waiting = attributes.ApproximateNumberOfMessages ?? '0';
      return [ok(subject, `answers, ${waiting} jobs wait`), ...findings];
    },
    () => look(url),
  );
}

function deadLetterArn(policy: string | undefined): string | undefined {
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: string };
  return deadLetterTargetArn;
}

async function checkDeadLetters(url: string): Promise<Finding[]> {
  const { ApproximateNumberOfMessages: parked = '0' } = await attributesOf(url);
  if (parked === '0') return [ok('Dead-letter queue', 'empty')];
  const fix = `aws sqs receive-message --queue-url ${url} --visibility-timeout 0`;
  return [note('Dead-letter queue', `${parked} jobs were given up on`, fix)];
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function checkNotificationsQueue(url: string, topics: number): Promise<Finding[]> {
  const subject = 'Queue of notifications';
  return checked(
    subject,
    async () => {
      const { Policy = '', QueueArn = '' } = await attributesOf(url);
      if (topics === 0 || Policy.includes('sns.amazonaws.com')) return [ok(subject, 'answers')];
      const Statement = [
        { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: QueueArn },
      ];
      const value = JSON.stringify({ Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
      const set = `aws sqs set-queue-attributes --queue-url ${url} --attributes '${value}'`;
      return [toFix(subject, 'its policy does not let SNS send to it', set)];
    },
    () => look(url),
  );
}
