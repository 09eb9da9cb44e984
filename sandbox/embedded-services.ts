import { randomUUID } from 'node:crypto';
import type { AlarmChange } from './aws/cloudwatch/alarm.ts';
import { actionsNow, alarmEvent, alarmMessage } from './aws/cloudwatch/alarm-message.ts';
import { agentEvent } from './aws/devops-agent/agent-task.ts';
import { createEmbeddedAws, type EmbeddedAws } from './aws/embedded-aws.ts';
import type { Change } from './aws/incidents/change.ts';
import { notificationFor } from './aws/incidents/notification-for.ts';
import { opsItemEvent, type StoredOpsItem } from './aws/ops-items/ops-item.ts';
import { seedTopics } from './aws/seeds/seed-arns.ts';
import { createEmbeddedSns, type EmbeddedSns } from './aws/sns/embedded-sns.ts';
import { createEmbeddedSqs, type EmbeddedSqs } from './aws/sqs/embedded-sqs.ts';

export interface EmbeddedServices {
  aws: EmbeddedAws;
  sns: EmbeddedSns;
  sqs: EmbeddedSqs;
  /** A rule of EventBridge: events of a source, for example `aws.ssm`, are published to a topic. There is none at first. */
  forwardEvents(source: string, topicArn: string): void;
  /** Environment variables that point every AWS client, the app's included, to these services. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

export interface EmbeddedServicesOptions {
  now?: () => number;
  /** Delays before SNS's retries, in milliseconds. */
  retryDelaysMs?: readonly number[];
  quotas?: boolean;
}

/** Starts the complete embedded AWS. As in AWS, changes of an incident are published to its topics. */
export async function startEmbeddedServices(options: EmbeddedServicesOptions = {}): Promise<EmbeddedServices> {
  const { now = Date.now, retryDelaysMs, quotas = false } = options;
  const sqs = createEmbeddedSqs({ now });
  const sns = await createEmbeddedSns({ sqs, now, ...(retryDelaysMs && { retryDelaysMs }) });
  const aws = await createEmbeddedAws({ now, quotas, services: { sns: sns.handler, sqs: sqs.handler } });
  createSeedTopics(sns);
  aws.incidents.onChange((change) => publish(sns, change));
  aws.alarms.onChange((change) => act(sns, aws, change));
  const rules = new Map<string, Set<string>>();
  const send = (source: string, event: object) => {
    for (const topicArn of rules.get(source) ?? []) {
      sns.publish(topicArn, JSON.stringify(event), { service: 'events.amazonaws.com' });
    }
  };
  aws.opsItems.onChange((change) => {
    send('aws.ssm', opsItemEvent(change, randomUUID()));
    tellTopics(sns, change.item);
  });
  const [region] = aws.regions;
  aws.devOpsAgent.onChange((change) =>
    send('aws.aidevops', agentEvent(change, { account: aws.account, region }, randomUUID())),
  );
  return {
    aws,
    sns,
    sqs,
    forwardEvents: (source, topicArn) => void rules.set(source, (rules.get(source) ?? new Set()).add(topicArn)),
    environment: {
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: aws.regions[0],
      INCIDENT_REGIONS: aws.regions.join(','),
      AWS_ACCESS_KEY_ID: 'AKIDSANDBOX000000000',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    },
    async close() {
      sqs.close();
      await sns.close();
      await aws.close();
    },
  };
}

function createSeedTopics(sns: EmbeddedSns): void {
  for (const arn of Object.values(seedTopics)) {
    const [, , , region = '', account = '', name = ''] = arn.split(':');
    const topic = sns.topics.create({ account, region }, name);
    const Statement = [
      {
        Effect: 'Allow',
        Principal: {
          Service: [
            'ssm-incidents.amazonaws.com',
            'cloudwatch.amazonaws.com',
            'events.amazonaws.com',
            'ssm.amazonaws.com',
          ],
        },
        Action: 'SNS:Publish',
        Resource: arn,
      },
    ];
    sns.topics.setAttribute(topic, 'Policy', JSON.stringify({ Version: '2012-10-17', Statement }));
  }
}

function publish(sns: EmbeddedSns, change: Change): void {
  const text = notificationFor(change);
  if (text === undefined) return;
  for (const topicArn of new Set(change.topics)) {
    try {
      sns.publish(topicArn, text, { service: 'ssm-incidents.amazonaws.com' });
    } catch {
      // AWS does not report a topic that does not exist or that denies Incident Manager, and neither does the sandbox.
    }
  }
}

/** An OpsItem's own notifications. Their text is not documented; it names the OpsItem. */
function tellTopics(sns: EmbeddedSns, item: StoredOpsItem): void {
  for (const topicArn of item.topics) {
    try {
      sns.publish(topicArn, `OpsItem ${item.id} was updated: ${item.title}`, { service: 'ssm.amazonaws.com' });
    } catch {
      // A topic that does not exist: AWS reports no error either.
    }
  }
}

/** What an alarm does when its state changes: it speaks to topics and starts incidents. */
function act(sns: EmbeddedSns, aws: EmbeddedAws, change: AlarmChange): void {
  const { subject, text } = alarmMessage(change);
  for (const action of actionsNow(change.alarm)) {
    const [, , service] = action.split(':');
    try {
      if (service === 'sns') sns.publish(action, text, { subject, service: 'cloudwatch.amazonaws.com' });
      if (service === 'ssm-incidents') {
        const trigger = { source: 'aws.cloudwatch', triggerArn: change.alarm.AlarmArn };
        aws.incidents.start(action, { trigger: { ...trigger, rawData: JSON.stringify(alarmEvent(change)) } });
      }
    } catch {
      // A topic or plan that does not exist: AWS reports no error either.
    }
  }
}
