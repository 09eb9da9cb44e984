import type {
  EntityActionButton,
  EntityAttributes,
  EntityCustomField,
  EntityMetadata,
  IncidentEntityFields,
} from '@slack/types';
import type { ButtonName } from '../../actions/actions.ts';
import { attentionOf } from '../../incidents/attention.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { lastChangeMs } from '../../incidents/last-change.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import type { Engagement } from '../../incidents/links/related.ts';
import { personOf } from '../../incidents/people/person.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { limits } from '../block-kit/limits.ts';
import { markdownToPlain } from '../text/markdown-to-plain.ts';
import { brief } from '../text/sentence.ts';
import { attentionSentence } from '../words/attention-words.ts';
import { acknowledgerName, engagementSentence } from '../words/engagement-words.ts';
import { nameOfPerson, onItSentence } from '../words/responder-words.ts';
import { runbookSentence } from '../words/runbook-words.ts';
import { sourceSentence } from '../words/source-words.ts';
import { stateName, titleOf } from '../words/state-words.ts';

export interface WorkObjectOptions {
  now: number;
  /** The URL of the incident; for an unfurl the posted link. */
  url: string;
  /** The exact posted link; required in `chat.unfurl`. */
  postedUrl?: string;
  actions: ReadonlySet<ButtonName>;
  /** Whether the person may edit title, impact and summary in the flexpane. */
  editable?: boolean;
}

/**
 * A Work Object with comments, which the types of 3.2 lack.
 * @see https://docs.slack.dev/messaging/work-objects-comments
 */
export interface WorkObject extends EntityMetadata {
  /** `latest_timestamp` in Unix seconds. */
  entity_comments?: { count: number; latest_timestamp?: number };
}

const entityType = 'slack#/entities/incident';
const tagOfState = { open: 'red', resolved: 'green', other: 'blue' } as const;
const tagOfImpact: Readonly<Record<number, string>> = { 1: 'red', 2: 'red', 3: 'yellow', 4: 'blue', 5: 'gray' };
/** The longest summary in the pane, in characters. */
const summaryShown = 600;
const needsShown = 3;

const customFields = {
  needs: 'needs',
  duration: 'duration',
  runbooks: 'runbooks',
  people: 'people',
  onIt: 'on_it',
  room: 'room',
  source: 'source',
  changedBy: 'changed_by',
  account: 'account',
  arn: 'arn',
} as const;

/**
 * An incident as a Work Object, for unfurls and the flexpane. All values are plain text, so that no untrusted text is live.
 * For an editor the same words are editable: Slack may show what an editor opened in place of the unfurl that all see.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
export function workObject(snapshot: IncidentSnapshot, options: WorkObjectOptions): WorkObject {
  const { record } = snapshot;
  const { editable, postedUrl } = options;
  const custom = customFieldsOf(snapshot, options);
  const fields = fieldsOf(snapshot, options);
  return {
    ...identityOf(record, options.url),
    ...(postedUrl !== undefined && { app_unfurl_url: postedUrl }),
    ...commentsOf(snapshot),
    entity_payload: {
      attributes: attributesOf(snapshot, editable),
      fields,
      custom_fields: custom,
      display_order: [
        'status',
        'severity',
        ...(fields.assigned_to === undefined ? [] : ['assigned_to']),
        // An unfurl is not drawn again by the minute: its age is a time that Slack shows.
        ...(stateOf(record) === 'resolved' ? [] : ['date_created']),
        ...custom.slice(0, stateOf(record) === 'resolved' ? 3 : 2).map((field) => field.key),
        'description',
      ],
      ...actionsOf(snapshot, options),
    },
  };
}

/**
 * The Work Object of a card: what a reader needs to recognize the incident, because the card above it says the rest. Slack
 * collects the messages about one incident by it, and its flexpane shows everything.
 * @see https://docs.slack.dev/messaging/work-objects-overview
 */
export function cardEntity(snapshot: IncidentSnapshot, url: string): WorkObject {
  const { status, severity } = fieldsOf(snapshot, {});
  const fields: Partial<IncidentFields> = { ...(status && { status }), severity };
  return {
    ...identityOf(snapshot.record, url),
    ...commentsOf(snapshot),
    entity_payload: {
      attributes: attributesOf(snapshot),
      fields,
      display_order: ['status', 'severity'],
    },
  };
}

/** The ARN never changes: it identifies the incident behind different links, and in every message about it. */
const identityOf = ({ arn }: IncidentRecord, url: string) => ({
  entity_type: entityType,
  external_ref: { id: arn.arn },
  url,
});

/** The notes of the timeline, where they were read: its field makes Slack offer comments. */
function commentsOf({ notes }: IncidentSnapshot): Pick<WorkObject, 'entity_comments'> {
  if (notes === undefined) return {};
  const written = notes.filter(({ kind }) => kind === 'note');
  const latest = Math.max(...written.map(({ writtenAtMs }) => writtenAtMs));
  return {
    entity_comments: { count: written.length, ...(written.length > 0 && { latest_timestamp: seconds(latest) }) },
  };
}

function attributesOf(snapshot: IncidentSnapshot, editable = false): EntityAttributes {
  const { record } = snapshot;
  return {
    title: {
      text: titleOf(record),
      ...(editable && { edit: { enabled: true, text: { min_length: 1, max_length: 200 } } }),
    },
    display_type: 'Incident',
    display_id: record.arn.id.slice(0, 8),
    product_name: 'Incident Manager',
    // Slack shows a newer version only if this grew.
    metadata_last_modified: seconds(lastChangeMs(snapshot)),
  };
}

/**
 * The fields of Slack's incident schema, which has `severity`; the types of 3.2 say `priority` and `urgency` instead.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
type IncidentFields = Omit<IncidentEntityFields, 'priority' | 'urgency'> & {
  severity: NonNullable<IncidentEntityFields['status']>;
};

function fieldsOf(snapshot: IncidentSnapshot, { editable }: Pick<WorkObjectOptions, 'editable'>): IncidentFields {
  const { record } = snapshot;
  const { plan } = record.arn;
  const assigned = assignedTo(snapshot);
  return {
    status: { value: stateName(record), tag_color: tagOfState[stateOf(record)] },
    severity: {
      value: impactName(record.impact),
      label: 'Impact',
      tag_color: tagOfImpact[record.impact] ?? 'gray',
      ...(editable === true && { edit: impactChoice(record.impact) }),
    },
    ...(assigned && {
      assigned_to: { type: 'slack#/types/user' as const, label: assigned.label, user: { text: assigned.name } },
    }),
    created_by: { type: 'slack#/types/user', user: { text: brief(personOf(record.source.createdBy), 100) } },
    date_created: { value: seconds(record.createdAtMs), label: 'Opened', type: 'slack#/types/timestamp' },
    date_updated: { value: seconds(record.modifiedAtMs), type: 'slack#/types/timestamp' },
    description: descriptionOf(record.summary ?? '', editable === true),
    service: { value: plan },
  };
}

/** Who leads; else who acknowledged first. */
function assignedTo(snapshot: IncidentSnapshot): { label: string; name: string } | undefined {
  const lead = leadOf(snapshot);
  if (lead !== undefined) return { label: 'Lead', name: nameOfPerson(lead, 100) };
  const first = (snapshot.engagements ?? [])
    .filter((one): one is Engagement & { acknowledgedAtMs: number } => one.acknowledgedAtMs !== undefined)
    .sort((a, b) => a.acknowledgedAtMs - b.acknowledgedAtMs)[0];
  return first && { label: 'First to acknowledge', name: brief(acknowledgerName(first), 100) };
}

/** A summary is editable only if it is shown in full and unchanged: otherwise saving it would lose the rest. */
function descriptionOf(summary: string, editable: boolean): NonNullable<IncidentEntityFields['description']> {
  const shown = markdownToPlain(summary, summaryShown);
  const edit = { enabled: true, optional: true, text: { max_length: limits.inputLength.max } };
  return {
    value: shown || 'No summary yet',
    long: true,
    ...(editable && shown !== '' && shown === summary && { edit }),
  };
}

function customFieldsOf(snapshot: IncidentSnapshot, { now }: WorkObjectOptions): EntityCustomField[] {
  const { record } = snapshot;
  const needs = attentionOf(snapshot, now)
    .filter((need) => need.kind !== 'no_summary')
    .slice(0, needsShown);
  const text = (key: string, label: string, value: string, long = false): EntityCustomField[] =>
    value === '' ? [] : [{ key, label, type: 'string', value, ...(long && { long }) }];
  // What needs someone is not repeated among the rest.
  const told = new Set(needs.flatMap((need) => ('runbook' in need ? [need.runbook.arn] : [])));
  const isSilent = needs.some(({ kind }) => kind === 'not_acknowledged');
  const lasted = stateOf(record) === 'resolved' ? openForMs(record) : undefined;
  return [
    ...text(customFields.duration, 'Lasted', lasted === undefined ? '' : durationText(lasted)),
    ...text(customFields.needs, 'Needs attention', needs.map(attentionSentence).join('\n'), true),
    ...text(
      customFields.runbooks,
      'Runbooks',
      runbooksOf(snapshot)
        .filter(({ arn }) => !told.has(arn))
        .slice(0, 6)
        .map((one) => runbookSentence(one))
        .join('\n'),
      true,
    ),
    ...text(
      customFields.people,
      'Paged',
      isSilent ? '' : engagementSentence(snapshot.engagements ?? [], engagementsOlderMs(snapshot) !== undefined),
    ),
    ...text(customFields.onIt, 'On it', stateOf(record) === 'resolved' ? '' : onItSentence(snapshot)),
    ...(snapshot.room === undefined
      ? []
      : [{ key: customFields.room, label: 'Room', type: 'slack#/types/channel_id', value: snapshot.room }]),
    ...text(customFields.source, 'Source', sourceSentence(record.source)),
    ...text(customFields.changedBy, 'Changed by', brief(personOf(record.modifiedBy), 100)),
    ...text(customFields.account, 'Account', record.arn.account),
    ...text(customFields.arn, 'ARN', record.arn.arn, true),
  ];
}

function impactChoice(impact: number) {
  return {
    enabled: true,
    select: {
      current_value: String(impact),
      static_options: [1, 2, 3, 4, 5].map((each) => ({
        text: { type: 'plain_text' as const, text: impactName(each), emoji: false },
        value: String(each),
      })),
    },
  };
}

function actionsOf(snapshot: IncidentSnapshot, options: WorkObjectOptions) {
  const { arn, modifiedAtMs } = snapshot.record;
  const value = encodeButtonValue({ arn: arn.arn, seenMs: modifiedAtMs });
  const make = (name: ButtonName, text: string): EntityActionButton[] =>
    options.actions.has(name) ? [{ text, action_id: actionId(name), value }] : [];
  const primary = [...make('open', 'Show card here'), ...make('watch', 'Watch here')];
  const others = [
    ...make('timeline', 'Timeline'),
    ...make('details', 'Details'),
    ...make('note', 'Note'),
    ...make('edit', 'Edit'),
  ];
  if (primary.length + others.length === 0) return {};
  return {
    actions: {
      primary_actions: primary.slice(0, limits.entityPrimaryActions.max),
      overflow_actions: others.slice(0, limits.entityOverflowActions.max),
    },
  };
}

const seconds = (ms: number) => (Number.isFinite(ms) ? Math.max(0, Math.floor(ms / 1000)) : 0);
