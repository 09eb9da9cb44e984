import type { ButtonFacts } from '../../actions/action-facts.ts';
import { type ButtonName, buttonFacts, buttonNames } from '../../actions/actions.ts';
import { parseAlarmArn } from '../../incidents/alarm.ts';
import { attentionOf } from '../../incidents/attention.ts';
import { cardLinksOf } from '../../incidents/links/card-links.ts';
import type { IncidentLinks } from '../../incidents/links/console-links.ts';
import { lacksLead } from '../../incidents/people/responders.ts';
import { awaitsApproval } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId, elementIds, linkId } from '../block-kit/action-ids.ts';
import { actions, type ButtonOptions, button, type CardBlock, type CardButton, overflow } from '../block-kit/blocks.ts';
import { encodeButtonValue, encodeOptionValue } from '../block-kit/button-value.ts';
import { limits } from '../block-kit/limits.ts';
import { resolveQuestion } from '../words/resolve-words.ts';
import { titleOf } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';

/** The most buttons of a card: more fill the screen of a phone. */
const mostButtons = 4;
/** Incidents of this impact or a worse one should be led: medium ones. */
const leadImpact = 3;

/** How many of them may be links of the configuration, and how many are kept for what can be done. */
const mostLinks = 2;
const fewestActions = 2;

/**
 * The row under a card: what is most useful now as buttons, then links of the configuration, the rest behind `···`, and
 * what does not fit there behind its last entry. A label alone tells a screen reader which incident it is about.
 * @param isCut whether the card shows the beginning of the summary only: then a button shows all of it
 */
export function cardButtons(snapshot: IncidentSnapshot, options: CardOptions, isCut = false): CardBlock[] {
  const urgent = urgentActions(snapshot, options);
  const needed = Math.max(fewestActions, urgent.length + (isCut ? 1 : 0));
  const links = linkButtons(snapshot, options.links).slice(0, Math.max(0, Math.min(mostLinks, mostButtons - needed)));
  const room = mostButtons - links.length;
  const names = byUse(cardActions(snapshot, options), urgent, isCut ? room - 1 : undefined);
  if (names.length === 0) return links.length === 0 ? [] : [actions(links)];
  const value = encodeButtonValue({ arn: snapshot.record.arn.arn, seenMs: snapshot.record.modifiedAtMs });
  // A menu of one entry is no menu.
  const inRow = names.length <= room ? names.length : Math.min(room, names.length - 2);
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
  if (entries.length === 0) return [actions([...row, ...links])];
  if (fits) return [actions([...row, ...links, overflow(elementIds.more, entries)])];
  return [actions([...row.slice(0, room - 1), ...links, incidentButton('more', snapshot, value, isCut)])];
}

/** The links of the configuration. */
export function linkButtons({ record }: IncidentSnapshot, links: IncidentLinks): CardButton[] {
  return cardLinksOf(record.arn, links).map(({ words, url }, index) =>
    button(linkId(index + 1), words, { url, label: `${words}: ${titleOf(record)}` }),
  );
}

/** Everything that can be done with the incident from a card, in the order of the table of actions. */
export function cardActions(
  snapshot: IncidentSnapshot,
  options: Pick<CardOptions, 'actions' | 'watched' | 'links'>,
): ButtonName[] {
  const absent = new Set<ButtonName>([options.watched === true ? 'watch' : 'unwatch']);
  if (!(snapshot.runbooks ?? []).some(awaitsApproval)) absent.add('approve');
  if (parseAlarmArn(snapshot.record.source.resourceArn) === undefined) absent.add('chart');
  if (options.links.agentSpace === undefined) absent.add('investigate');
  if (!lacksLead(snapshot)) absent.add('lead');
  if (snapshot.responders === undefined) absent.add('onit');
  const order = cardOrder(stateOf(snapshot.record) === 'resolved' ? 'resolved' : 'open');
  return order.filter((name) => options.actions.has(name) && !absent.has(name));
}

/** What needs to be done now, of what can be done. */
function urgentActions(snapshot: IncidentSnapshot, options: CardOptions): ButtonName[] {
  const needs = new Set(attentionOf(snapshot, options.now).map(({ kind }) => kind));
  const urgent: ButtonName[] = [
    'approve',
    ...(snapshot.record.impact <= leadImpact ? (['lead'] as const) : []),
    ...(needs.has('not_acknowledged') ? (['engage', 'onit'] as const) : []),
    ...(needs.has('no_summary') ? (['resolve', 'edit'] as const) : []),
  ];
  const possible = cardActions(snapshot, options);
  return urgent.filter((name) => possible.includes(name));
}

/** The buttons under a card, in order. */
export function cardOrder(state: 'open' | 'resolved'): ButtonName[] {
  const place = (name: ButtonName) => buttonFacts(name)?.[state] ?? 0;
  return buttonNames.filter((name) => place(name) > 0).sort((one, other) => place(one) - place(other));
}

/** What can be done, the urgent first. @param detailsAt the last place that Details may have */
function byUse(names: readonly ButtonName[], urgent: readonly ButtonName[], detailsAt = names.length): ButtonName[] {
  const sorted = [...urgent, ...names.filter((name) => !urgent.includes(name))];
  if (sorted.indexOf('details') <= detailsAt) return sorted;
  const others = sorted.filter((name) => name !== 'details');
  return [...others.slice(0, detailsAt), 'details', ...others.slice(detailsAt)];
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
