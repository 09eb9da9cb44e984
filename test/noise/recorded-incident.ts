import type { EmbeddedServices } from 'slack-aws-sandbox';

/** The events of an incident, in order. */
type Event =
  | { kind: 'update'; title?: string; impact?: number; summary?: string }
  | { kind: 'note'; text: string }
  | { kind: 'acknowledged' }
  | { kind: 'engaged' }
  | { kind: 'related'; title: string; url: string }
  | { kind: 'alarm'; state: 'ALARM' | 'OK' }
  | { kind: 'resolved' };

const summary = (...lines: string[]): Event => ({ kind: 'update', summary: lines.join('\n') });
const note = (text: string): Event => ({ kind: 'note', text });
const alarm = (state: 'ALARM' | 'OK'): Event => ({ kind: 'alarm', state });
const related = (title: string): Event => ({ kind: 'related', title, url: `https://dash.example/${title}` });

/** An evening's outage, from the second event on: the first is its start. */
export const recorded: readonly Event[] = [
  alarm('ALARM'),
  { kind: 'acknowledged' },
  note('Looking.'),
  { kind: 'update', title: 'Checkout p99 above 4 s' },
  summary('Checkout p99 is 4.2 s since 19:04.'),
  related('checkout-latency'),
  alarm('OK'),
  alarm('ALARM'),
  note('Payments time out in eu-west-1 only.'),
  { kind: 'update', impact: 2 },
  { kind: 'engaged' },
  note('Database team is paged.'),
  { kind: 'acknowledged' },
  summary('Checkout p99 is 4.2 s since 19:04.', 'Payments time out in eu-west-1.'),
  related('payments-errors'),
  note('Connections to the database are used up.'),
  { kind: 'update', impact: 1 },
  alarm('OK'),
  alarm('ALARM'),
  note('Deployment 4711 doubled the pool per pod.'),
  summary('Deployment 4711 uses up the connections.', 'Rollback is being prepared.'),
  related('deployment-4711'),
  note('Rollback started.'),
  alarm('OK'),
  note('Canary is fine.'),
  alarm('ALARM'),
  note('Second zone is slower to recover.'),
  summary('Rollback under way: one of three zones is done.'),
  related('rollback-progress'),
  note('Zone b is done.'),
  note('Zone c is done.'),
  alarm('OK'),
  { kind: 'update', impact: 3 },
  summary('Rolled back. Watching the error rate until 20:45.'),
  note('Error rate is back to normal.'),
  note('Support is told.'),
  summary('Rolled back; error rate is normal since 20:31.'),
  note('Postmortem is on Thursday.'),
  { kind: 'resolved' },
];

/** Plays one event. */
export function happen(
  event: Event,
  arn: string,
  topic: string,
  { aws, sns }: Pick<EmbeddedServices, 'aws' | 'sns'>,
): void {
  const { incidents, contacts } = aws;
  switch (event.kind) {
    case 'update': {
      const { kind: _, ...changes } = event;
      incidents.update(arn, changes);
      break;
    }
    case 'note':
      incidents.addTimelineEvent(arn, 'Custom Event', JSON.stringify(event.text));
      break;
    case 'acknowledged':
      incidents.acknowledge(arn);
      break;
    case 'engaged': {
      const [contact] = contacts.list('111122223333', 'eu-west-1');
      const words = { sender: 'Ada', subject: 'Checkout', content: 'Checkout' };
      contacts.engage({ contactArn: contact?.arn ?? '', incidentId: arn, ...words });
      break;
    }
    case 'related':
      incidents.addRelatedItem(arn, {
        identifier: { type: 'OTHER', value: { url: event.url } },
        title: event.title,
        generatedId: `related-item/OTHER/${event.title}`,
      });
      break;
    case 'alarm':
      sns.publish(topic, alarmMessage(event.state));
      break;
    case 'resolved':
      incidents.resolve(arn);
  }
}

/** As CloudWatch publishes it. */
function alarmMessage(state: 'ALARM' | 'OK'): string {
  return JSON.stringify({
    AlarmName: 'checkout-p99',
    AWSAccountId: '111122223333',
    NewStateValue: state,
    OldStateValue: state === 'OK' ? 'ALARM' : 'OK',
    NewStateReason: 'Threshold crossed.',
    StateChangeTime: new Date().toISOString(),
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99',
  });
}
