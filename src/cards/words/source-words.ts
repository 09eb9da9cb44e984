import { resourceUrl } from '../../incidents/links/console-links.ts';
import { nameOf } from '../../incidents/naming/arn.ts';
import { personOf } from '../../incidents/people/person.ts';
import type { IncidentSource } from '../../incidents/record.ts';
import { link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';

/** What started an incident: `Alarm checkout-p99` with a link to it, `Started by exampleUser (Admin)`. */
export function sourceWords(source: IncidentSource): Mrkdwn {
  const { resourceArn } = source;
  if (resourceArn === undefined || resourceArn === '') return mrkdwn`${sourceSentence(source)}`;
  return mrkdwn`${resourceKind(resourceArn)} ${link(resourceUrl(resourceArn), resourceName(resourceArn))}`;
}

/** The same as plain, untrusted text: `Alarm checkout-p99`, `Started by exampleUser (Admin)`. */
export function sourceSentence({ resourceArn, name, createdBy }: IncidentSource): string {
  if (resourceArn !== undefined && resourceArn !== '')
    return `${resourceKind(resourceArn)} ${resourceName(resourceArn)}`;
  const isPerson = name === 'aws.ssm-incidents.custom' || name === '';
  return `Started by ${isPerson ? truncate(personOf(createdBy), 80) : brief(name, 50)}`;
}

/** The kind of resource that an ARN names, in a word. */
export function resourceKind(arn: string): string {
  const [, , service = '', , , resource = ''] = arn.split(':', 6);
  if (service === 'cloudwatch') return 'Alarm';
  if (service === 'events') return 'Rule';
  if (service === 'sns') return 'Topic';
  if (service === 'cloudformation') return 'Stack';
  if (service === 'ssm' && resource.startsWith('automation-execution/')) return 'Runbook';
  if (service === 'ssm' && /^opsitem\//i.test(resource)) return 'OpsItem';
  if (service === 'ssm-incidents' && resource.startsWith('incident-record/')) return 'Incident';
  return 'Resource';
}

/** The name of a resource. An alarm's name may contain slashes and colons. */
export function resourceName(arn: string): string {
  const alarm = /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn)?.[1];
  const stack = /^arn:[^:]*:cloudformation:[^:]*:[^:]*:stack\/([^/]+)/.exec(arn)?.[1];
  return brief(alarm ?? stack ?? nameOf(arn), 80) || brief(arn, 80);
}
