import type { AlarmChange } from '../../cards/words/alarm-line.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { findIncidentArns } from '../../incidents/naming/find-arns.ts';
import { findOpsItems, type OpsItemTarget } from '../../incidents/ops-item.ts';
import { writtenTypes } from '../../incidents/timeline/note.ts';
import { alarmFacts, changedAlarm } from './alarm-facts.ts';
import { field, type JsonObject, parseJson, textField } from './json-fields.ts';
import { kindOfMessage, type MessageKind } from './message-kind.ts';
import { shapeOf } from './message-shape.ts';

/** A task of AWS DevOps Agent that an event reports. */
export interface AgentTaskHint {
  /** Id of the Agent Space. */
  space: string;
  id: string;
  /** `Investigation Completed` */
  state: string;
}

/** What a message tells: only hints, the record tells the truth. */
export interface MessageHints {
  kind: MessageKind;
  /** The incidents that it is about. */
  incidents: IncidentArn[];
  /** Whether who was paged may have changed. */
  engaged: boolean;
  /** Whether someone may have written into an incident's timeline. */
  noted: boolean;
  /** Of alarms only. */
  alarm?: AlarmChange;
  /** ARN of the alarm whose definition changed. */
  changedAlarm?: string;
  /** Of messages about OpsItems only: those that they are about. */
  opsItems?: OpsItemTarget[];
  /** Of events of AWS DevOps Agent only: the task that it is about, and its state. */
  agentTask?: AgentTaskHint;
  /** Of messages that are `unknown` and name no incident: see `shapeOf`. */
  shape?: string;
}

const maximumArns = 20;
const maximumOpsItems = 5;
/** The part of a text in which OpsItems are searched, in characters. */
const longestSearched = 20_000;

/**
 * Reads the text of a message: parsed as JSON first, raw next. Never throws; takes time linear in the text's length.
 * @param text untrusted
 */
export function findIncidents(text: string): MessageHints {
  const json = parseJson(text);
  const alarm = alarmFacts(json);
  const changed = changedAlarm(json);
  const known = alarm === undefined ? kindOfMessage(text, json) : 'alarm';
  const named = incidentsIn(json);
  const all = named.length > 0 ? named : findIncidentArns(text, maximumArns);
  const about = subjects(json);
  const incidents = about.length > 0 ? about : all;
  // An OpsItem's own notification is text of an undocumented form, which names the OpsItem.
  const opsItems = known === 'ops-item' || (known === 'unknown' && all.length === 0) ? opsItemsIn(text, json) : [];
  const kind = known === 'unknown' && opsItems.length > 0 ? 'ops-item' : known;
  return {
    kind,
    incidents,
    engaged: isAboutPaging(json),
    noted: isAboutTimeline(json),
    ...(alarm && { alarm }),
    ...(changed !== undefined && { changedAlarm: changed }),
    ...(opsItems.length > 0 && { opsItems }),
    ...(kind === 'investigation' && agentTaskIn(json)),
    ...(kind === 'unknown' && all.length === 0 && { shape: shapeOf(text, json) }),
  };
}

/**
 * Where messages of a known shape name what they are about: EventBridge's `resources`, and the inputs and outputs of
 * calls that CloudTrail reports. The rest of a message may name other incidents.
 */
function subjects(json: unknown): IncidentArn[] {
  const record = field(json, 'detail') ?? json;
  const places = [
    field(json, 'resources'),
    field(record, 'responseElements', 'incidentRecordArn'),
    field(record, 'requestParameters', 'incidentRecordArn'),
    field(record, 'requestParameters', 'arn'),
  ];
  return incidentsIn(places);
}

/**
 * The task that an event of AWS DevOps Agent is about. It names neither an incident nor what the task is for.
 * @see https://docs.aws.amazon.com/devopsagent/latest/userguide/integrating-devops-agent-into-event-driven-applications-using-amazon-eventbridge-index.html
 */
function agentTaskIn(json: unknown): { agentTask?: AgentTaskHint } {
  const space = textField(json, ['detail', 'metadata', 'agent_space_id']);
  const id = textField(json, ['detail', 'metadata', 'task_id']);
  const state = textField(json, ['detail-type']) ?? '';
  return space === undefined || id === undefined ? {} : { agentTask: { space, id, state } };
}

/** The OpsItem that an event is about, else those that a text names. */
function opsItemsIn(text: string, json: unknown): OpsItemTarget[] {
  const about = textField(json, ['resources', '0'], 600) ?? textField(json, ['detail', 'ops-item-id']);
  return findOpsItems(about ?? text.slice(0, longestSearched), maximumOpsItems);
}

function incidentsIn(json: unknown): IncidentArn[] {
  const found = new Map<string, IncidentArn>();
  for (const text of textsIn(json)) {
    for (const incident of findIncidentArns(text, maximumArns)) found.set(incident.arn, incident);
    if (found.size >= maximumArns) break;
  }
  return [...found.values()].slice(0, maximumArns);
}

/** More than any message of AWS has; what lies beyond is left to the search in the raw text. */
const maximumValues = 20_000;
const maximumDepth = 30;
/** JSON in a text in JSON …: a timeline event's `rawData` goes two deep. */
const maximumNesting = 3;

/**
 * The texts in a JSON value, keys included, in the order in which they stand there. A text that is JSON itself is
 * opened. Takes time linear in the value's size.
 */
export function* textsIn(value: unknown): Generator<string> {
  const stack = [{ value, depth: 0, nesting: 0 }];
  for (let count = 0; count < maximumValues; count += 1) {
    const next = stack.pop();
    if (next === undefined) return;
    const { depth, nesting } = next;
    if (typeof next.value === 'string') {
      const inner = nesting < maximumNesting && /^\s*[{[]/.test(next.value) ? parseJson(next.value) : undefined;
      if (inner === undefined) yield next.value;
      else stack.push({ value: inner, depth, nesting: nesting + 1 });
    } else if (typeof next.value === 'object' && next.value !== null && depth < maximumDepth) {
      for (const child of childrenOf(next.value).reverse()) stack.push({ value: child, depth: depth + 1, nesting });
    }
  }
}

function childrenOf(value: object): unknown[] {
  if (Array.isArray(value)) return value.slice(0, maximumValues);
  const keys = Object.keys(value).slice(0, maximumValues);
  return keys.flatMap((key) => [key, (value as JsonObject)[key]]);
}

/**
 * Whether a message may mean that people were paged, or answered: Incident Manager's events about contacts, the start of
 * an incident (its plan pages people), and calls to the contacts' API that CloudTrail reports.
 * @param json the message where it is JSON
 */
export function isAboutPaging(json: unknown): boolean {
  const detailType = textField(json, ['detail-type']) ?? '';
  if (detailType.startsWith('SSM Contacts ') || detailType === 'SSM Incident Start') return true;
  // A CloudTrail record comes alone, or in an event of EventBridge.
  return [[], ['detail']].some((at) => {
    const text = (...path: string[]) => textField(json, [...at, ...path]) ?? '';
    if (text('eventSource') === 'ssm-contacts.amazonaws.com') return true;
    return text('eventName') === 'StartIncident' || text('requestParameters', 'eventType').startsWith('SSM Contacts ');
  });
}

/** Whether a message reports that a timeline event was written: as a call that CloudTrail recorded, or by its type. */
function isAboutTimeline(json: unknown): boolean {
  const detailType = textField(json, ['detail-type']) ?? '';
  if (writtenTypes.some((type) => detailType === type || detailType === `SSM Incident ${type}`)) return true;
  return [[], ['detail']].some((at) =>
    /^(Create|Update)TimelineEvent$/.test(textField(json, [...at, 'eventName']) ?? ''),
  );
}
