import type { ButtonName } from '../../actions.ts';
import { nameOf } from '../../incidents/arn.ts';
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

/** How many incidents a message lists. */
const listPageLength = 10;

export interface ListOptions {
  now: number;
  /** What the list holds, for its heading: `Open incidents`, `Incidents of the last 30 days`. */
  heading: string;
  /** Index of the first one to show. */
  from?: number;
  actions: ReadonlySet<ButtonName>;
  /** What could not be read, told instead of an incomplete list passing for a whole one. */
  trouble?: string;
  /** Opaque value of the button that shows the next ones, from an index on; without it there is no button. */
  nextValue?: (from: number) => string;
}

/** Incidents in a message, the most urgent first, a page at a time. */
export function incidentList(incidents: readonly ListedIncident[], options: ListOptions): CardMessage {
  const { heading, from = 0 } = options;
  const sorted = [...incidents].sort(byUrgency);
  const open = incidents.filter((incident) => stateOf(incident) !== 'resolved').length;
  const text = storyOf(sorted, open, options);
  // Where there is no room for a whole page, the next one goes on from what is shown.
  const page = (length: number): CardBlock[] => {
    const shown = sorted.slice(from, from + length);
    const to = from + shown.length;
    const isMore = to < sorted.length;
    const next = isMore ? options.nextValue?.(to) : undefined;
    return [
      ...(shown.length > 0 ? [] : [section(mrkdwn`None.`)]),
      ...shown.map((incident) =>
        section(join([incidentLine(incident), code(nameOf(incident.arn))], '\n'), showButton(incident, options)),
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

/** What a list or a digest lacks. */
export const troubleLine = (trouble: string | undefined): CardBlock[] =>
  trouble === undefined ? [] : [section(mrkdwn`⚠️ ${truncate(trouble, 500)}`)];

/** The same for a notification: behind everything else. */
export const troubleText = (trouble: string | undefined): string =>
  trouble === undefined ? '' : ` ${ended(truncate(trouble, 300))}`;

function storyOf(sorted: readonly ListedIncident[], open: number, { heading, now, trouble }: ListOptions) {
  const [first] = sorted;
  const lacks = troubleText(trouble);
  const none = trouble === undefined ? 'none' : 'none among those read';
  if (first === undefined) return mrkdwn`${`${heading}: ${none}.${lacks}`}`.text;
  const state = open === 0 ? 'none open' : `${open} open`;
  const verb = open === 0 ? 'Latest' : 'Most urgent';
  return mrkdwn`${heading}: ${sorted.length}, ${state}. ${verb}: ${`${truncate(ended(headline(first, now)), 400)}${lacks}`}`
    .text;
}

/** Shows the incident's card: a link where it has one, else a button that posts it. */
export function showButton(
  incident: ListedIncident,
  options: { actions: ReadonlySet<ButtonName> },
): CardButton | undefined {
  const value = encodeButtonValue({ arn: incident.arn, seenMs: 0 });
  const label = `Show ${incident.title}`;
  // The check that a link must pass is the one all our links pass.
  if (incident.cardUrl !== undefined && link(incident.cardUrl, 'x').text.startsWith('<')) {
    return button(actionId('console'), 'Go to card', { url: incident.cardUrl, value, label });
  }
  return options.actions.has('open') ? button(actionId('open'), 'Show', { value, label }) : undefined;
}
