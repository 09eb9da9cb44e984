import { toAwsError } from '../aws/fault.ts';
import { queueArn } from '../aws/queue-arn.ts';
import { regionOf } from '../incidents/naming/arn.ts';
import { type CheckContext, checked, type Finding, note, ok, toFix } from './finding.ts';

interface Statement {
  Effect?: string;
  Principal?: { Service?: string | string[] } | string;
  Action?: string | string[];
}

/** The topics of `CHAT_TOPICS`: whether Incident Manager may publish to them, and whether they speak to this app. */
export async function checkTopics(examined: CheckContext): Promise<Finding[]> {
  const findings = await Promise.all([...examined.config.chatTopics.keys()].map((arn) => checkTopic(examined, arn)));
  return findings.flat();
}

function checkTopic({ clients, config, environment }: CheckContext, topicArn: string): Promise<Finding[]> {
  const region = regionOf(topicArn) ?? '';
  const name = topicArn.split(':').at(-1);
  const subject = `Topic ${name} in ${region}`;
  const look = `aws sns get-topic-attributes --region ${region} --topic-arn ${topicArn}`;
  return checked(
    subject,
    async () => {
      const sdk = await import('@aws-sdk/client-sns');
      const client = await clients.sns(region);
      const call = <T>(action: string, work: Promise<T>) =>
        work.catch((error: unknown) => {
          throw toAwsError(error, action);
        });
      const { Attributes = {} } = await call(
        'sns:GetTopicAttributes',
        client.send(new sdk.GetTopicAttributesCommand({ TopicArn: topicArn })),
      );
      const { Subscriptions = [] } = await call(
        'sns:ListSubscriptionsByTopic',
        client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn: topicArn })),
      );
      return [
        policyFinding(subject, topicArn, Attributes.Policy),
        ...keyFinding(subject, topicArn, Attributes.KmsMasterKeyId),
        subscriptionFinding(subject, topicArn, Subscriptions, {
          queueArn: config.notificationsQueueUrl && queueArn(config.notificationsQueueUrl, region),
          isFunction: environment.AWS_LAMBDA_FUNCTION_NAME !== undefined,
        }),
      ];
    },
    () => look,
  );
}

const listOf = (value: string | string[] | undefined): string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

/** @see https://docs.aws.amazon.com/incident-manager/latest/userguide/chat.html */
function policyFinding(subject: string, topicArn: string, text: string | undefined): Finding {
  const policy = readPolicy(text);
  const allows = policy.Statement.some(({ Effect, Principal, Action }) => {
    const services = typeof Principal === 'object' ? listOf(Principal.Service) : [];
    const actions = listOf(Action).map((action) => action.toLowerCase());
    const publishes = actions.includes('sns:publish') || actions.includes('sns:*');
    return Effect === 'Allow' && publishes && services.includes('ssm-incidents.amazonaws.com');
  });
  if (allows) return ok(subject, 'Incident Manager may publish to it');
  const statement = {
    Sid: 'IncidentManager',
    Effect: 'Allow',
    Principal: { Service: 'ssm-incidents.amazonaws.com' },
    Action: 'SNS:Publish',
    Resource: topicArn,
    Condition: { StringEqualsIfExists: { 'AWS:SourceAccount': topicArn.split(':')[4] } },
  };
  const value = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  const set = `aws sns set-topic-attributes --region ${regionOf(topicArn)} --topic-arn ${topicArn}`;
  const found = 'its policy does not let Incident Manager publish';
  return toFix(subject, found, `${set} --attribute-name Policy --attribute-value '${value}'`);
}

function readPolicy(text: string | undefined): { Version: string; Statement: Statement[] } {
  try {
    const { Version = '2012-10-17', Statement = [] } = JSON.parse(text ?? '{}');
    return { Version, Statement: [Statement].flat() };
  } catch {
    return { Version: '2012-10-17', Statement: [] };
  }
}

/**
 * AWS's own key for SNS does not let other services encrypt with it, so what they publish is lost.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function keyFinding(subject: string, topicArn: string, key: string | undefined): Finding[] {
  if (key !== 'alias/aws/sns') return [];
  const set = `aws sns set-topic-attributes --region ${regionOf(topicArn)} --topic-arn ${topicArn}`;
  const found = 'it is encrypted with alias/aws/sns, which Incident Manager may not use';
  return [toFix(subject, found, `${set} --attribute-name KmsMasterKeyId --attribute-value YOUR-KEY-ID`)];
}

interface Subscribed {
  Protocol?: string;
  Endpoint?: string;
  SubscriptionArn?: string;
}

function subscriptionFinding(
  subject: string,
  topicArn: string,
  subscriptions: readonly Subscribed[],
  own: { queueArn: string | undefined; isFunction: boolean },
): Finding {
  const subscribe = `aws sns subscribe --region ${regionOf(topicArn)} --topic-arn ${topicArn}`;
  const ours = subscriptions.filter(({ Protocol = '', Endpoint = '' }) => {
    if (own.queueArn !== undefined) return Endpoint === own.queueArn;
    return own.isFunction ? Protocol === 'lambda' : /^https?$/.test(Protocol) && Endpoint.endsWith('/notifications');
  });
  if (ours.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))) {
    return ok(subject, 'it speaks to this app');
  }
  if (ours.length > 0) {
    const [{ Protocol, Endpoint } = {}] = ours;
    const again = `${subscribe} --protocol ${Protocol} --notification-endpoint ${Endpoint}`;
    return toFix(subject, `its subscription of ${Endpoint} waits for confirmation`, again);
  }
  if (own.isFunction) {
    return toFix(subject, 'it does not speak to this app', 'npx osls deploy (with this topic in CHAT_TOPICS)');
  }
  if (own.queueArn !== undefined) {
    const fix = `${subscribe} --protocol sqs --notification-endpoint ${own.queueArn}`;
    return toFix(subject, 'it does not speak to the queue of NOTIFICATIONS_QUEUE_URL', fix);
  }
  const fix = `${subscribe} --protocol https --notification-endpoint https://YOUR-ADDRESS/notifications`;
  return note(subject, 'it speaks to no /notifications address', fix);
}
