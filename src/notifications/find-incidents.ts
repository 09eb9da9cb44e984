import type { IncidentArn } from '../incidents/arn.ts';
import { findArns, findIncidentArns } from '../incidents/find-arns.ts';
import { isAboutPaging } from './about-paging.ts';
import { type AlarmFacts, alarmFacts } from './alarm-facts.ts';
import { field, parseJson } from './json-fields.ts';
import { kindOfMessage, type MessageKind } from './message-kind.ts';
import { shapeOf } from './message-shape.ts';
import { textsIn } from './texts-in.ts';

/** What a message tells: only hints, the record tells the truth. */
export interface MessageHints {
  kind: MessageKind;
  /** The incidents that it is about. */
  incidents: IncidentArn[];
  /** Other incidents that it names, for example as related items. */
  alsoNamed: IncidentArn[];
  /** Whether who was paged may have changed. */
  engaged: boolean;
  /** ARNs of the runbook executions that it names. */
  executions: string[];
  /** Of alarms only. */
  alarm?: AlarmFacts;
  /** Of messages that are `unknown` and name no incident: see `shapeOf`. */
  shape?: string;
}

const maximumArns = 20;

/**
 * Reads the text of a message: parsed as JSON first, raw next. Never throws; takes time linear in the text's length.
 * @param text untrusted
 * @param topicArn the topic it came by
 */
export function findIncidents(text: string, topicArn: string): MessageHints {
  const json = parseJson(text);
  const alarm = alarmFacts(json, topicArn);
  const kind = alarm === undefined ? kindOfMessage(text, json) : 'alarm';
  const named = incidentsIn(json);
  const all = named.length > 0 ? named : findIncidentArns(text, maximumArns);
  const about = subjects(json);
  const incidents = about.length > 0 ? about : all;
  return {
    kind,
    incidents,
    alsoNamed: all.filter(({ arn }) => !incidents.some((incident) => incident.arn === arn)),
    engaged: isAboutPaging(json),
    executions: executionsIn(text, json),
    ...(alarm && { alarm }),
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

function incidentsIn(json: unknown): IncidentArn[] {
  const found = new Map<string, IncidentArn>();
  for (const text of textsIn(json)) {
    for (const incident of findIncidentArns(text, maximumArns)) found.set(incident.arn, incident);
    if (found.size >= maximumArns) break;
  }
  return [...found.values()].slice(0, maximumArns);
}

function executionsIn(text: string, json: unknown): string[] {
  const resources = [...textsIn(field(json, 'resources'))].join('\n');
  const executions = (where: string) =>
    findArns(where, maximumArns)
      .filter(({ kind }) => kind === 'automation-execution')
      .map(({ arn }) => arn);
  const found = executions(resources);
  return found.length > 0 ? found : executions(text);
}
