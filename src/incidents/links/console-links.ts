import { isRegionName } from '../../aws-names.ts';
import type { AgentSpace } from '../investigations/agent-task.ts';
import type { IncidentArn } from '../naming/arn.ts';

/** Where the console of each partition lives; a Region's name goes before it. */
const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

const longestUrl = 2000;

/** An entry of `CARD_LINKS`. */
export interface CardLink {
  /** The response plan whose incidents have the link; `*`: all. */
  plan: string;
  /** What the button says. */
  words: string;
  /** An https URL with placeholders `{region} {account} {plan} {id} {arn} {encodedArn}`. */
  template: string;
}

/** The configuration of links to incidents. */
export interface IncidentLinks {
  /**
   * A URL with placeholders `{region} {account} {plan} {id} {arn} {encodedArn}`. AWS documents no URL of a single incident,
   * so the default is the Region's Incident Manager home page.
   */
  template?: string;
  /** The Region of the links. */
  region: string;
  /** The Agent Space of AWS DevOps Agent; absent: investigations are not offered. */
  agentSpace?: AgentSpace;
  /** Link buttons. */
  cardLinks?: readonly CardLink[];
}

/**
 * The URL of an incident.
 * @returns `undefined` when the result would not be an https URL
 */
export function incidentUrl(arn: IncidentArn, links: IncidentLinks): string | undefined {
  if (links.template === undefined) {
    return consoleUrl(arn.partition, links.region, 'systems-manager/incidents/home', `?region=${links.region}`);
  }
  return httpsOnly(fillTemplate(links.template, arn, links.region));
}

/** Replaces `{region} {account} {plan} {id} {arn} {encodedArn}`; other placeholders stay. */
export function fillTemplate(
  template: string,
  arn: Pick<IncidentArn, 'arn' | 'account' | 'plan' | 'id'>,
  region: string,
): string {
  const encodedArn = encodeURIComponent(arn.arn);
  const { account, plan, id } = arn;
  // The special characters of an ARN are colons and slashes, which are legal in a path or a fragment.
  const values: Readonly<Record<string, string>> = { region, account, plan, id, arn: arn.arn, encodedArn };
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : placeholder,
  );
}

/**
 * The console page of a resource, in its own Region and partition: alarm, event rule, automation execution, OpsItem, SNS
 * topic or stack.
 * @returns `undefined` for kinds without a known page
 */
export function resourceUrl(arn: string): string | undefined {
  const [scheme, partition = '', service = '', region = '', , ...rest] = arn.split(':');
  const page = pageOf(service, rest.join(':'), arn);
  if (scheme !== 'arn' || page === undefined) return undefined;
  const { path, fragment = '' } = page;
  return consoleUrl(partition, region, path, `?region=${region}${fragment}`);
}

/** The path and fragment of a resource's page. */
function pageOf(service: string, resource: string, arn: string): { path: string; fragment?: string } | undefined {
  const named = (start: string) => (resource.startsWith(start) ? resource.slice(start.length) : '');
  switch (service) {
    case 'cloudwatch': {
      const alarm = encode(named('alarm:'));
      return alarm === '' ? undefined : { path: 'cloudwatch/home', fragment: `#alarmsV2:alarm/${alarm}` };
    }
    case 'events': {
      const [first = '', second] = named('rule/').split('/').map(encode);
      const [bus, rule] = second === undefined ? ['default', first] : [first, second];
      return rule === '' ? undefined : { path: 'events/home', fragment: `#/eventbus/${bus}/rules/${rule}` };
    }
    case 'ssm': {
      const execution = named('automation-execution/');
      if (resourceId.test(execution)) return { path: `systems-manager/automation/execution/${execution}` };
      const opsItem = named('opsitem/') || named('opsItem/');
      return resourceId.test(opsItem) ? { path: `systems-manager/opsitems/${opsItem}/workbench` } : undefined;
    }
    case 'sns':
      return { path: 'sns/v3/home', fragment: `#/topic/${encodeURI(arn.toWellFormed())}` };
    case 'cloudformation':
      return { path: 'cloudformation/home', fragment: `#/stacks/stackinfo?stackId=${encode(arn)}` };
    default:
      return undefined;
  }
}

const resourceId = /^[A-Za-z0-9-]{1,100}$/;
const encode = (text: string) => encodeURIComponent(text.toWellFormed());

function consoleUrl(partition: string, region: string, path: string, tail: string): string | undefined {
  const host = hosts[partition];
  if (host === undefined || !isRegionName(region)) return undefined;
  return httpsOnly(`https://${region}.${host}/${path}${tail}`);
}

/** Normalizes a URL. @returns `undefined` unless it is https, without credentials, and of at most `longest` characters */
export function httpsOnly(address: string, longest = longestUrl): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  // Characters that would end the link in Slack's markup.
  const spelled = url.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return spelled.length > longest ? undefined : spelled;
}
