import type { EntityActionButton, EntityCustomField, EntityMetadata, IncidentEntityFields } from '@slack/types';
import type { ButtonName } from '../../actions/actions.ts';
import { attentionOf } from '../../incidents/attention.ts';
import { impactName } from '../../incidents/impact.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { personOf } from '../../incidents/people/person.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { limits } from '../block-kit/limits.ts';
import { tidyLines } from '../text/clean-text.ts';
import { markdownToPlain } from '../text/markdown-to-plain.ts';
import { brief } from '../text/sentence.ts';
import { attentionSentence } from '../words/attention-words.ts';
import { engagementSentence } from '../words/engagement-words.ts';
import { nameOfPerson, onItSentence } from '../words/responder-words.ts';
import { runbookSentence } from '../words/runbook-words.ts';
import { resourceKind, resourceName } from '../words/source-words.ts';
import { ageWords, stateName, titleOf } from '../words/state-words.ts';

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

const entityType = 'slack#/entities/incident';
const tagOfState = { open: 'red', resolved: 'green', other: 'blue' } as const;
const tagOfImpact: Readonly<Record<number, string>> = { 1: 'red', 2: 'red', 3: 'yellow', 4: 'blue', 5: 'gray' };
const editableSummary = 3000;
const needsShown = 3;

/** The keys of the custom fields, which identify an edited field. */
export const customFields = {
  impact: 'impact',
  needs: 'needs',
  duration: 'duration',
  runbooks: 'runbooks',
  people: 'people',
  onIt: 'on_it',
  source: 'source',
  changedBy: 'changed_by',
  account: 'account',
  arn: 'arn',
} as const;

/**
 * An incident as a Work Object, for unfurls, messages and the flexpane. All values are plain text, so that no untrusted
 * text is live.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
export function workObject(snapshot: IncidentSnapshot, options: WorkObjectOptions): EntityMetadata {
  const { record } = snapshot;
  const { editable, postedUrl } = options;
  const custom = customFieldsOf(snapshot, options);
  return {
    entity_type: entityType,
    // The ARN never changes. It identifies the incident behind different links.
    external_ref: { id: record.arn.arn },
    url: options.url,
    ...(postedUrl !== undefined && { app_unfurl_url: postedUrl }),
    entity_payload: {
      attributes: {
        title: {
          text: titleOf(record),
          ...(editable === true && { edit: { enabled: true, text: { min_length: 1, max_length: 200 } } }),
        },
        display_type: 'Incident',
        display_id: record.arn.id.slice(0, 8),
        product_name: 'Incident Manager',
        metadata_last_modified: seconds(record.modifiedAtMs),
      },
      fields: fieldsOf(snapshot, options),
      custom_fields: custom,
      display_order: [
        'status',
        'severity',
        ...(leadOf(snapshot) === undefined ? [] : ['assigned_to']),
        ...custom.slice(0, 3).map((field) => field.key),
        'description',
      ],
      ...actionsOf(snapshot, options),
    },
  };
}

/**
 * The fields of Slack's incident schema, which has `severity`; the types of 3.2 say `priority` and `urgency` instead.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
type IncidentFields = Omit<IncidentEntityFields, 'priority' | 'urgency'> & {
  severity: NonNullable<IncidentEntityFields['status']>;
};

function fieldsOf(snapshot: IncidentSnapshot, { editable }: WorkObjectOptions): IncidentFields {
  const { record } = snapshot;
  const { plan } = record.arn;
  const lead = leadOf(snapshot);
  return {
    status: { value: stateName(record), tag_color: tagOfState[stateOf(record)] },
    severity: { value: impactName(record.impact), label: 'Impact', tag_color: tagOfImpact[record.impact] ?? 'gray' },
    ...(lead && {
      assigned_to: { type: 'slack#/types/user' as const, label: 'Lead', user: { text: nameOfPerson(lead, 100) } },
    }),
    created_by: { type: 'slack#/types/user', user: { text: brief(personOf(record.source.createdBy), 100) } },
    date_created: { value: seconds(record.createdAtMs), type: 'slack#/types/timestamp' },
    date_updated: { value: seconds(record.modifiedAtMs), type: 'slack#/types/timestamp' },
    description: descriptionOf(record.summary ?? '', editable === true),
    service: { value: plan },
  };
}

/** A summary is editable only if it is shown in full and unchanged: otherwise saving it would lose the rest. */
function descriptionOf(summary: string, editable: boolean): NonNullable<IncidentEntityFields['description']> {
  if (editable && summary.length <= editableSummary && tidyLines(summary) === summary) {
    const edit = { enabled: true, optional: true, text: { max_length: editableSummary } };
    return { value: summary, long: true, edit };
  }
  return { value: markdownToPlain(summary, 600) || 'No summary yet', long: true };
}

function customFieldsOf(snapshot: IncidentSnapshot, { now, editable }: WorkObjectOptions): EntityCustomField[] {
  const { record } = snapshot;
  const needs = attentionOf(snapshot, now)
    .filter((need) => need.kind !== 'no_summary')
    .slice(0, needsShown);
  const text = (key: string, label: string, value: string, long = false): EntityCustomField[] =>
    value === '' ? [] : [{ key, label, type: 'string', value, ...(long && { long }) }];
  // What needs someone is not repeated among the rest.
  const told = new Set(needs.flatMap((need) => ('runbook' in need ? [need.runbook.arn] : [])));
  const isSilent = needs.some(({ kind }) => kind === 'not_acknowledged');
  const { resourceArn } = record.source;
  return [
    ...text(customFields.duration, stateOf(record) === 'resolved' ? 'Lasted' : 'Open', age(ageWords(record, now))),
    ...text(customFields.needs, 'Needs attention', needs.map(attentionSentence).join('\n'), true),
    ...(editable === true ? [impactField(record.impact)] : []),
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
    ...text(
      customFields.source,
      'Source',
      resourceArn ? `${resourceKind(resourceArn)} ${resourceName(resourceArn)}` : brief(record.source.name, 50),
    ),
    ...text(customFields.changedBy, 'Changed by', brief(personOf(record.modifiedBy), 100)),
    ...text(customFields.account, 'Account', record.arn.account),
    ...text(customFields.arn, 'ARN', record.arn.arn, true),
  ];
}

const age = (words: string) => words.replace(/^(for|after) /, '');

/** The impact as a choice. */
function impactField(impact: number): EntityCustomField {
  return {
    key: customFields.impact,
    label: 'Set impact',
    type: 'string',
    value: String(impact),
    edit: {
      enabled: true,
      select: {
        current_value: String(impact),
        static_options: [1, 2, 3, 4, 5].map((each) => ({
          text: { type: 'plain_text', text: impactName(each), emoji: false },
          value: String(each),
        })),
      },
    },
  };
}

function actionsOf(snapshot: IncidentSnapshot, options: WorkObjectOptions) {
  const { arn, modifiedAtMs } = snapshot.record;
  const value = encodeButtonValue({ arn: arn.arn, seenMs: modifiedAtMs });
  const make = (name: ButtonName, text: string): EntityActionButton[] =>
    options.actions.has(name) ? [{ text, action_id: actionId(name), value }] : [];
  const primary = [...make('open', 'Show card here'), ...make('watch', 'Watch here')];
  const others = [...make('timeline', 'Timeline'), ...make('details', 'Details'), ...make('note', 'Note')];
  if (primary.length + others.length === 0) return {};
  return {
    actions: {
      primary_actions: primary.slice(0, limits.entityPrimaryActions.max),
      overflow_actions: others.slice(0, limits.entityOverflowActions.max),
    },
  };
}

const seconds = (ms: number) => (Number.isFinite(ms) ? Math.max(0, Math.floor(ms / 1000)) : 0);
