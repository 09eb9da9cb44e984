import type { Passed } from './gate.ts';

/** A request of a person to the app, as it passed the gate. */
export interface Asked {
  /** Slack's id of the interaction, the same for duplicates. */
  id: string;
  kind: 'command' | 'click';
  user: string;
  channel: string;
  /** The text after `/incident`; for a click, the name of the action. */
  text: string;
  arn: string;
  /** The path of the `response_url`. */
  responsePath: string;
  atMs: number;
  /** Whether Slack received the acknowledgement. */
  acknowledged: boolean;
}

/** A message of a person that was delivered to the app. */
export interface Delivered {
  user: string;
  channel: string;
  ts: string;
  text: string;
  atMs: number;
  acknowledged: boolean;
}

interface Interaction {
  type?: string;
  trigger_id?: string;
  response_url?: string;
  user?: { id?: string };
  channel?: { id?: string };
  actions?: { action_id?: string; value?: string; selected_option?: { value?: string } }[];
}

const arnIn = (text: string): string =>
  /arn:aws:ssm-incidents::\d{12}:incident-record\/[\w-]+\/[\w-]+/.exec(text)?.[0] ?? '';
const pathOf = (url = ''): string => (URL.canParse(url) ? new URL(url).pathname : '');

/** The requests of people among those that passed the gate, without duplicates. */
export function askedOf(passed: readonly Passed[]): Asked[] {
  const asked = new Map<string, Asked>();
  for (const { path, headers, body, atMs, acknowledged } of passed) {
    if (path !== '/slack/events' || !String(headers['content-type']).includes('form')) continue;
    const form = new URLSearchParams(body);
    const payload = form.get('payload');
    const one = payload === null ? commandOf(form) : clickOf(JSON.parse(payload) as Interaction);
    const known = asked.get(one.id);
    asked.set(one.id, {
      ...one,
      atMs: known?.atMs ?? atMs,
      acknowledged: acknowledged || known?.acknowledged === true,
    });
  }
  return [...asked.values()];
}

type Facts = Omit<Asked, 'atMs' | 'acknowledged'>;

function commandOf(form: URLSearchParams): Facts {
  const field = (name: string) => form.get(name) ?? '';
  return {
    id: field('trigger_id'),
    kind: 'command',
    user: field('user_id'),
    channel: field('channel_id'),
    text: field('text'),
    arn: arnIn(field('text')),
    responsePath: pathOf(field('response_url')),
  };
}

function clickOf({ trigger_id: id = '', response_url, user, channel, actions = [] }: Interaction): Facts {
  const [action] = actions;
  const value = action?.selected_option?.value ?? action?.value ?? '';
  const [, account = '', place = ''] = /(\d{12})\/([\w-]+\/[\w-]+)$/.exec(value) ?? [];
  return {
    id,
    kind: 'click',
    user: user?.id ?? '',
    channel: channel?.id ?? '',
    text: (action?.action_id ?? '').replace(/^incident:/, ''),
    arn: `arn:aws:ssm-incidents::${account}:incident-record/${place}`,
    responsePath: pathOf(response_url),
  };
}

/** The messages of people among the requests that passed the gate. */
export function deliveredOf(passed: readonly Passed[]): Delivered[] {
  const delivered = new Map<string, Delivered>();
  for (const { path, headers, body, atMs, acknowledged } of passed) {
    if (path !== '/slack/events' || !String(headers['content-type']).includes('json')) continue;
    const { event } = JSON.parse(body) as {
      event: { type: string; subtype?: string; bot_id?: string } & Omit<Delivered, 'atMs'>;
    };
    if (event.type !== 'message' || event.subtype !== undefined || event.bot_id !== undefined) continue;
    const { user, channel, ts, text } = event;
    const known = delivered.get(ts);
    delivered.set(ts, {
      user,
      channel,
      ts,
      text,
      atMs: known?.atMs ?? atMs,
      acknowledged: acknowledged || known?.acknowledged === true,
    });
  }
  return [...delivered.values()];
}
