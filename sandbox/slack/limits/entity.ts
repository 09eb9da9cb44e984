import { isObject, type JsonObject, objectOf } from '../json-value.ts';
import { anything, boolean, type Complaint, createCheck, integer, list, object, type Rule, string } from './rule.ts';

const url = string({ max: 3000, pattern: /^https?:\/\//i });
const externalRef = object({ id: string() }, { type: string() });
const icon = object({ alt_text: string() }, { url, slack_file: anything });
const edit = object(
  { enabled: boolean },
  {
    placeholder: anything,
    hint: anything,
    optional: boolean,
    select: anything,
    number: anything,
    text: anything,
    boolean: anything,
  },
);
const fieldTypes = [
  'string',
  'integer',
  'boolean',
  'array',
  'slack#/types/user',
  'slack#/types/channel_id',
  'slack#/types/timestamp',
  'slack#/types/date',
  'slack#/types/image',
  'slack#/types/entity_ref',
  'slack#/types/link',
  'slack#/types/email',
];
const user = object({}, { user_id: string(), text: string(), url, email: string(), icon });

const fieldProperties: Record<string, Rule> = {
  value: anything,
  type: string({ oneOf: fieldTypes }),
  label: string(),
  format: string({ oneOf: ['markdown'] }),
  link: url,
  icon,
  long: boolean,
  tag_color: string({ oneOf: ['red', 'yellow', 'green', 'gray', 'blue'] }),
  edit,
  user,
  entity_ref: object({ entity_url: url, external_ref: externalRef, title: string() }, { display_type: string(), icon }),
  item_type: string({ oneOf: fieldTypes }),
  image_url: url,
  slack_file: anything,
  alt_text: string(),
  title: string(),
  boolean: anything,
};

function incompatible(value: JsonObject, at: string, check: Parameters<Rule>[2]): void {
  const clash = (one: string, other: string) =>
    value[one] !== undefined &&
    value[other] !== undefined &&
    check.complain(at, `${one} cannot be used together with ${other}`);
  clash('icon', 'tag_color');
  clash('format', 'icon');
  clash('format', 'link');
  if (value.type === 'array' && value.item_type === undefined)
    check.complain(at, 'missing required field: item_type', 'missing_field');
  if (
    value.value === undefined &&
    ['user', 'entity_ref', 'image_url', 'slack_file'].every((key) => value[key] === undefined)
  )
    check.complain(at, 'missing required field: value', 'missing_field');
}

const field = object({}, fieldProperties, incompatible);
const { type: fieldType = anything, label = anything, ...otherProperties } = fieldProperties;
const customField = object({ key: string(), label, type: fieldType }, otherProperties, incompatible);

const action = object(
  { text: string(), action_id: string({ max: 255 }) },
  {
    value: string({ max: 2000 }),
    style: string({ oneOf: ['primary', 'danger'] }),
    url,
    accessibility_label: string({ max: 75 }),
    processing_state: object({ enabled: boolean }, { interstitial_text: string() }),
  },
);

const namedFields: Rule = (value, at, check) => {
  if (!isObject(value)) return check.complain(at, 'must be an object', 'invalid_type');
  for (const [key, inner] of Object.entries(value)) field(inner, `${at}/${key}`, check);
};

/** A person: a Slack user id, or a name for someone without one; never both. */
const person: Rule = (value, at, check) => {
  field(value, at, check);
  const { type, user: who } = objectOf(value);
  if (type !== 'slack#/types/user') check.complain(`${at}/type`, 'must be slack#/types/user');
  const { user_id, text } = objectOf(who);
  if ((user_id === undefined) === (text === undefined)) {
    check.complain(`${at}/user`, 'must have either user_id or text');
  }
};

/** Unix seconds. */
const time: Rule = (value, at, check) => {
  field(value, at, check);
  integer(0)(objectOf(value).value, `${at}/value`, check);
};

/**
 * The allowed `fields` of an incident. Everything else belongs in `custom_fields`.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
const incidentFields = object(
  {},
  {
    status: field,
    severity: field,
    created_by: person,
    assigned_to: person,
    date_created: time,
    date_updated: time,
    description: field,
    service: field,
  },
);

const attributes = object(
  { title: object({ text: string() }, { edit }) },
  {
    display_type: string(),
    display_id: string(),
    product_icon: icon,
    product_name: string(),
    locale: string(),
    full_size_preview: anything,
    metadata_last_modified: integer(0),
  },
);

const payload = (fields: Rule) =>
  object(
    { attributes },
    {
      fields,
      custom_fields: list(customField, 0, Number.POSITIVE_INFINITY),
      slack_file: anything,
      display_order: list(string(), 0, Number.POSITIVE_INFINITY),
      actions: object({}, { primary_actions: list(action, 0, 2), overflow_actions: list(action, 0, 5) }),
    },
  );

const incident = 'slack#/entities/incident';
const entityTypes = ['task', 'file', 'item', 'incident', 'content_item'].map((name) => `slack#/entities/${name}`);

/**
 * Validates a Work Object as Slack does.
 * @param posted whether the unfurled URL is required, as in `chat.unfurl`
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
export function checkEntity(entity: unknown, unfurl: boolean, at: string): Complaint[] {
  const check = createCheck('message');
  const required: Record<string, Rule> = {
    entity_type: string({ oneOf: entityTypes }),
    external_ref: externalRef,
    url,
    entity_payload: payload(objectOf(entity).entity_type === incident ? incidentFields : namedFields),
  };
  if (unfurl) required.app_unfurl_url = url;
  const entity_comments = object({ count: integer(0) }, { latest_timestamp: integer(0) });
  object(required, unfurl ? { entity_comments } : { app_unfurl_url: url, entity_comments })(entity, at, check);
  return check.complaints;
}

/** Validates the error that `entity.presentDetails` can show instead of a Work Object. */
export function checkEntityError(error: unknown): Complaint[] {
  const check = createCheck('message');
  const states = [
    'restricted',
    'internal_error',
    'not_found',
    'custom',
    'custom_partial_view',
    'timeout',
    'edit_error',
  ];
  object(
    { status: string({ oneOf: states }) },
    {
      custom_title: string(),
      custom_message: string(),
      message_format: string({ oneOf: ['markdown'] }),
      actions: list(action, 0, 5),
    },
  )(error, '/error', check);
  return check.complaints;
}
