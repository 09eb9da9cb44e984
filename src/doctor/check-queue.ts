import { queueStatement } from '../aws/queue-statement.ts';
import { toServiceError } from '../cloud/service-fault.ts';
import { type CheckContext, checked, type Finding, note, ok, toFix } from './finding.ts';
import { maySend } from './queue-policy.ts';

/** What the worker needs to finish a job, in seconds. */
const leastVisibility = 30;

/** The queues of jobs and the queue that topics speak to, where there are any. */
export async function checkQueues({ config }: CheckContext): Promise<Finding[]> {
  const { queueUrl, peopleQueueUrl, notificationsQueueUrl, chatTopics } = config;
  const findings = await Promise.all([
    queueUrl === undefined ? [] : checkJobsQueue(queueUrl),
    peopleQueueUrl === undefined ? [] : checkJobsQueue(peopleQueueUrl, 'PEOPLE_QUEUE_URL'),
    notificationsQueueUrl === undefined ? [] : checkNotificationsQueue(notificationsQueueUrl, [...chatTopics.keys()]),
  ]);
  return findings.flat();
}

async function attributesOf(
  url: string,
  variable: 'QUEUE_URL' | 'PEOPLE_QUEUE_URL' | 'NOTIFICATIONS_QUEUE_URL' = 'QUEUE_URL',
): Promise<Partial<Record<string, string>>> {
  const [{ GetQueueAttributesCommand }, { openSqsClient }] = await Promise.all([
    import('@aws-sdk/client-sqs'),
    import('../cloud/open-sqs.ts'),
  ]);
  const client = openSqsClient(url);
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return (await client.send(command)).Attributes ?? {};
  } catch (error) {
    throw toServiceError(error, variable, 'sqs:GetQueueAttributes');
  } finally {
    client.destroy();
  }
}

const look = (url: string) => `aws sqs get-queue-attributes --queue-url ${url} --attribute-names All`;

function checkJobsQueue(url: string, variable: 'QUEUE_URL' | 'PEOPLE_QUEUE_URL' = 'QUEUE_URL'): Promise<Finding[]> {
  const subject = variable === 'QUEUE_URL' ? 'Queue of jobs' : 'Queue of what people wait for';
  return checked(
    subject,
    async () => {
      const attributes = await attributesOf(url, variable);
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
      } else if (variable === 'QUEUE_URL') {
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
  return [note('Dead-letter queue', `${parked} jobs failed for good`, 'npm run jobs -- list')];
}

/** A topic of no one: no policy names it, and a policy that allows it allows all of AWS. */
const foreignTopic = 'arn:aws:sns:us-east-1:000000000000:of-somebody-else';

/**
 * The queue's policy is what keeps others from speaking to the app: messages that come by SQS are taken without a look at
 * their signature.
 */
function checkNotificationsQueue(url: string, topicArns: readonly string[]): Promise<Finding[]> {
  const subject = 'Queue of notifications';
  return checked(
    subject,
    async () => {
      const { Policy, QueueArn: queueArn = '' } = await attributesOf(url, 'NOTIFICATIONS_QUEUE_URL');
      const silent = topicArns.filter((topicArn) => !maySend(Policy, { topicArn, queueArn }));
      const add = `add this statement to the queue's policy: ${queueStatement(queueArn, topicArns)}`;
      const findings: Finding[] = [];
      if (silent.length > 0) {
        const names = silent.map((topicArn) => topicArn.split(':').at(-1)).join(', ');
        findings.push(toFix(subject, `its policy does not let ${names} send to it`, add));
      }
      if (maySend(Policy, { topicArn: foreignTopic, queueArn })) {
        const found = 'its policy lets topics of any account send to it, and so speak as yours';
        findings.push(toFix(subject, found, topicArns.length > 0 ? `take that statement out, and ${add}` : look(url)));
      }
      return findings.length > 0 ? findings : [ok(subject, 'answers, and takes messages of these topics alone')];
    },
    () => look(url),
  );
}
