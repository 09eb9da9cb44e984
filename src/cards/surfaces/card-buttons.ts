import { type ButtonFacts, type ButtonName, buttonFacts, cardOrder } from '../../actions.ts';
import { parseAlarmArn } from '../../incidents/alarm.ts';
import { attentionOf } from '../../incidents/attention.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId, elementIds } from '../block-kit/action-ids.ts';
import { actions, type ButtonOptions, button, type CardBlock, type CardButton, overflow } from '../block-kit/blocks.ts';
import { encodeButtonValue, encodeOptionValue } from '../block-kit/button-value.ts';
import { limits } from '../block-kit/limits.ts';
import { resolveQuestion } from '../words/resolve-words.ts';
import { awaitsApproval } from '../words/runbook-words.ts';
import { titleOf } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';

/** The most buttons of a card: more fill the screen of a phone. */
const mostButtons = 4;

/**
 * The row under a card: what is most useful now as buttons, the rest behind `···`, and what does not fit there behind its
 * last entry. A label alone tells a screen reader which incident it is about.
 * @param isCut whether the card shows the beginning of the summary only: then a button shows all of it
 */
export function cardButtons(snapshot: IncidentSnapshot, options: CardOptions, isCut = false): CardBlock[] {
  const names = byUse(snapshot, options, isCut);
  if (names.length === 0) return [];
  const value = encodeButtonValue({ arn: snapshot.record.arn.arn, seenMs: snapshot.record.modifiedAtMs });
  // A menu of one entry is no menu.
  const inRow = names.length <= mostButtons ? names.length : Math.min(mostButtons, names.length - 2);
  const rest = names.slice(inRow);
  const inMenu = rest.length > limits.overflowOptions.max ? [...rest.slice(0, limits.overflowOptions.max - 1)] : rest;
  const menu: ButtonName[] = inMenu.length < rest.length ? [...inMenu, 'more'] : inMenu;
  const entries = menu.map((name) => ({
    text: labelNow(name, snapshot.record.summary),
    value: encodeOptionValue(name, value),
  }));
  // A very long plan name does not fit into an entry: a button opens the rest then.
  const fits = entries.every((entry) => entry.value.length <= limits.optionValue.max);
  const row = names.slice(0, inRow).map((name) => incidentButton(name, snapshot, value, isCut));
  if (entries.length === 0) return [actions(row)];
  if (fits) return [actions([...row, overflow(elementIds.more, entries)])];
  return [actions([...row.slice(0, mostButtons - 1), incidentButton('more', snapshot, value, isCut)])];
}

/** Everything that can be done with the incident from a card, in the order of the table of actions. */
export function cardActions(
  snapshot: IncidentSnapshot,
  options: Pick<CardOptions, 'actions' | 'watched'>,
): ButtonName[] {
  const absent = new Set<ButtonName>([options.watched === true ? 'watch' : 'unwatch']);
  if (!(snapshot.runbooks ?? []).some(awaitsApproval)) absent.add('approve');
  if (parseAlarmArn(snapshot.record.source.resourceArn) === undefined) absent.add('chart');
  const order = cardOrder(stateOf(snapshot.record) === 'resolved' ? 'resolved' : 'open');
  return order.filter((name) => options.actions.has(name) && !absent.has(name));
}

/** The same, what is most useful now first. */
function byUse(snapshot: IncidentSnapshot, options: CardOptions, isCut: boolean): ButtonName[] {
  const names = cardActions(snapshot, options);
  const needs = new Set(attentionOf(snapshot, options.now).map(({ kind }) => kind));
  const urgent: ButtonName[] = [
    'approve',
    ...(needs.has('not_acknowledged') ? (['engage'] as const) : []),
    ...(needs.has('no_summary') ? (['resolve', 'edit'] as const) : []),
  ];
  const first = urgent.filter((name) => names.includes(name));
  const sorted = [...first, ...names.filter((name) => !first.includes(name))];
  if (!isCut || !sorted.includes('details') || sorted.indexOf('details') < mostButtons) return sorted;
  const others = sorted.filter((name) => name !== 'details');
  return [...others.slice(0, mostButtons - 1), 'details', ...others.slice(mostButtons - 1)];
}

/** A button about an incident. */
export function incidentButton(name: ButtonName, snapshot: IncidentSnapshot, value: string, isCut = false): CardButton {
  const { record } = snapshot;
  const label = labelNow(name, record.summary, isCut);
  const options = { value, label: `${label}: ${titleOf(record)}`, ...emphasis(buttonFacts(name)) };
  const { confirm } = options;
  // The question names the incident and what is still open.
  const asked = name === 'resolve' && confirm && { confirm: { ...confirm, text: resolveQuestion(snapshot) } };
  return button(actionId(name), label, { ...options, ...asked });
}

function labelNow(name: ButtonName, summary = '', isCut = false): string {
  if (name === 'details' && isCut) return 'Show all';
  if (name === 'start') return 'Start another';
  return name === 'edit' && summary.trim() === '' ? 'Add a summary' : labelOf(name);
}

const labelOf = (name: ButtonName): string => buttonFacts(name)?.label ?? name;

function emphasis({ primary, confirm }: Pick<ButtonFacts, 'primary' | 'confirm'> = {}): ButtonOptions {
  return { ...(primary && { style: 'primary' as const }), ...(confirm && { confirm }) };
}
