import { z } from 'zod';

/** A payload of Slack's. */
export type Payload = Readonly<Record<string, unknown>>;

/** Removes properties that are `null`, so that schemas only have to allow absent ones. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inside]) => inside !== null));
}

const objectOf = <Shape extends z.ZodRawShape>(shape: Shape) => z.preprocess(withoutNulls, z.looseObject(shape));
const text = z.string();
const named = objectOf({ id: text });

const command = objectOf({
  command: text,
  text: text.default(''),
  user_id: text,
  channel_id: text,
  trigger_id: text,
  response_url: text.optional(),
});

const interaction = {
  user: named,
  team: objectOf({}).optional(),
  enterprise: objectOf({}).optional(),
  channel: named.optional(),
  trigger_id: text,
  response_url: text.optional(),
};

const element = objectOf({
  type: text,
  action_id: text,
  value: text.optional(),
  selected_option: objectOf({ value: text.optional() }).optional(),
});

const click = objectOf({
  ...interaction,
  container: objectOf({}),
  actions: z.tuple([element], element),
  view: objectOf({ id: text, type: text, private_metadata: text.optional() }).optional(),
});

const input = objectOf({
  value: text.optional(),
  selected_option: objectOf({ value: text.optional() }).optional(),
  selected_conversation: text.optional(),
});

const form = objectOf({
  ...interaction,
  view: objectOf({
    id: text,
    type: text,
    hash: text.optional(),
    callback_id: text.default(''),
    private_metadata: text.default(''),
    // The details pane of a Work Object has neither.
    title: objectOf({ text }).default({ text: 'Incident' }),
    submit: objectOf({ text }).optional(),
    blocks: z.array(objectOf({ type: text })).default([]),
    state: objectOf({ values: z.record(text, z.record(text, input)) }),
    external_ref: named.optional(),
    entity_url: text.optional(),
    channel: text.optional(),
  }),
});

const globalShortcut = objectOf({ ...interaction, callback_id: text });
const messageShortcut = objectOf({
  ...interaction,
  callback_id: text,
  channel: named,
  message: objectOf({ ts: text, text: text.optional(), user: text.optional() }),
});

/** An event about a Work Object. */
const ofEntity = {
  user: text,
  channel: text.optional(),
  trigger_id: text,
  external_ref: named.optional(),
  entity_url: text.default(''),
  link: objectOf({ url: text.default('') }).default({ url: '' }),
};

/** The properties that listeners expect of each event. */
const events: Readonly<Record<string, z.ZodRawShape>> = {
  link_shared: {
    user: text,
    channel: text,
    message_ts: text,
    unfurl_id: text.optional(),
    source: text.optional(),
    is_bot_user_member: z.boolean().default(false),
  },
  entity_details_requested: ofEntity,
  entity_comments_requested: {
    ...ofEntity,
    limit: z.number().optional(),
    cursor: text.default(''),
  },
  app_home_opened: { user: text },
};

/** The properties that Bolt itself reads of every event. */
const anyEvent: z.ZodRawShape = {
  user: z.union([text, objectOf({})]).optional(),
  channel: z.union([text, objectOf({})]).optional(),
  item: objectOf({}).optional(),
  subteam: objectOf({}).optional(),
};

function eventOf(body: Payload) {
  const type = textAt(body.event, 'type');
  const shape = (Object.hasOwn(events, type) ? events[type] : undefined) ?? anyEvent;
  return objectOf({ event: objectOf({ type: text, ...shape }), authorizations: z.array(objectOf({})).optional() });
}

const interactions: Readonly<Record<string, z.ZodType>> = {
  block_actions: click,
  view_submission: form,
  shortcut: globalShortcut,
  message_action: messageShortcut,
};

function schemaOf(body: Payload): z.ZodType | undefined {
  if (body.event !== undefined) return eventOf(body);
  if (body.command !== undefined) return command;
  const type = textAt(body, 'type');
  return Object.hasOwn(interactions, type) ? interactions[type] : undefined;
}

function textAt(value: unknown, name: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : '';
}

/**
 * Checks that a payload has the properties that Bolt and the listeners expect.
 * @returns the payload, or `unreadable`: what is wrong, without any text of the payload
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#payloads
 */
export function parsePayload(body: Payload): { payload: Payload } | { unreadable: string } {
  const schema = schemaOf(body);
  if (schema === undefined) return { unreadable: 'neither an event, a command nor a known interaction' };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { payload: parsed.data as Payload };
  const [issue] = parsed.error.issues;
  const where = issue?.path
    .join('.')
    .replace(/[^\w.-]/g, '?')
    .slice(0, 100);
  return { unreadable: `${where || 'the whole'}: ${issue?.code}` };
}
