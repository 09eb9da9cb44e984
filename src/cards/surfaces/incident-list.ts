import type { ButtonName } from '../../actions/actions.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId, elementIds } from '../block-kit/action-ids.ts';
import {
  actions,
  button,
  type CardBlock,
  type CardButton,
  type CardMessage,
  context,
  header,
  section,
} from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { code, join, link, mrkdwn } from '../text/mrkdwn.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { headline } from '../words/headline.ts';
import { byUrgency, incidentLine, type ListedIncident } from '../words/incident-line.ts';
import { titleOf } from '../words/state-words.ts';

/** The number of incidents in a message. */
export const listPageLength = 10;

export interface ListOptions {
  now: number;
  /** The heading: `Open incidents`, `Incidents of the last 30 days`. */
  heading: string;
  /** The index of the first incident to show. */
  from?: number;
  actions: ReadonlySet<ButtonName>;
  /** What could not be read, so that an incomplete list does not look complete. */
  trouble?: string;
  /** The opaque value of the button for the next page, from an index on; absent: no button. */
  nextValue?: (from: number) => string;
}

/** A page of incidents in a message, the most urgent first. */
export function incidentList(incidents: readonly ListedIncident[], options: ListOptions): CardMessage {
  const { heading, from = 0 } = options;
  const sorted = [...incidents].sort(byUrgency);
  const open = incidents.filter((incident) => stateOf(incident) !== 'resolved').length;
  const text = storyOf(sorted, open, options);
  // If a whole page does not fit, the next page continues after the last one shown.
  const page = (length: number): CardBlock[] => {
    const shown = sorted.slice(from, from + length);
    const to = from + shown.length;
    const isMore = to < sorted.length;
    const next = isMore ? options.nextValue?.(to) : undefined;
    return [
      ...(shown.length > 0 ? [] : [section(mrkdwn`None.`)]),
      ...shown.map((incident) =>
        section(join([incidentLine(incident), code(incident.arn.id)], '\n'), showButton(incident, options)),
      ),
      ...(next === undefined ? [] : [actions([button(elementIds.listPage, 'Next ones', { value: next })])]),
      ...(isMore ? [context(mrkdwn`${from + 1} to ${to} of ${sorted.length}`)] : []),
    ];
  };
  const blocks = fitMessage(
    [
      { blocks: [header(heading), ...troubleLine(options.trouble)] },
      { blocks: page(listPageLength), shorter: [() => page(5)], yields: 1 },
    ],
    text.length,
  );
  return { text, blocks };
}

/** The block about what a list or a digest lacks. */
export const troubleLine = (trouble: string | undefined): CardBlock[] =>
  trouble === undefined ? [] : [section(mrkdwn`⚠️ ${truncate(trouble, 500)}`)];

/** The same for the top-level text, at its end. */
export const troubleText = (trouble: string | undefined): string =>
  trouble === undefined ? '' : ` ${ended(truncate(trouble, 300))}`;

function storyOf(sorted: readonly ListedIncident[], open: number, { heading, now, trouble }: ListOptions) {
  const [first] = sorted;
  const lacks = troubleText(trouble);
  const none = trouble === undefined ? 'none' : 'none among those read';
  if (first === undefined) return mrkdwn`${`${heading}: ${none}.${lacks}`}`.text;
  const state = open === 0 ? ', none open' : `, ${open} open`;
  const count = `${sorted.length}${open === sorted.length ? '' : state}`;
  const verb = open === 0 ? 'Latest' : 'Most urgent';
  return mrkdwn`${heading}: ${count}. ${verb}: ${`${truncate(ended(headline(first, now)), 400)}${lacks}`}`.text;
}

/** The card is posted for everyone in the channel, so the button asks first. */
const showConfirm = (incident: ListedIncident) => ({
  title: 'Show it in this channel?',
  text: `Everyone in this channel will see the card of "${truncate(titleOf(incident), 150)}".`,
  yes: 'Show',
});

/**
 * A link to the incident's card, or a button that posts it.
 * @param asks whether the button itself asks for confirmation; `false` where it opens a form
 */
export function showButton(
  incident: ListedIncident,
  options: { actions: ReadonlySet<ButtonName> },
  asks = true,
): CardButton | undefined {
  const value = encodeButtonValue({ arn: incident.arn.arn, seenMs: 0 });
  const label = `Show ${incident.title}`;
  // The same check as for all links.
  if (incident.cardUrl !== undefined && link(incident.cardUrl, 'x').text.startsWith('<')) {
    return button(actionId('console'), 'Go to card', { url: incident.cardUrl, value, label });
  }
  if (!options.actions.has('open')) return undefined;
  return button(actionId('open'), 'Show', { value, label, ...(asks && { confirm: showConfirm(incident) }) });
}
