import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { type CardBlock, type CardMessage, header, section } from '../block-kit/blocks.ts';
import { fitMessage, type Part } from '../block-kit/fit-message.ts';
import { phoneLines, unitsWithin } from '../block-kit/phone-lines.ts';
import { join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { summaryExcerpt } from '../text/summary-excerpt.ts';
import { truncate } from '../text/truncate.ts';
import { alarmStateLine } from '../words/alarm-words.ts';
import { storyText } from '../words/headline.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { cardButtons } from './card-buttons.ts';
import {
  arnContext,
  type Measure,
  needsLines,
  originContext,
  peopleLine,
  runbookLine,
  stateLine,
  wholeMeasure,
} from './card-lines.ts';
import type { CardOptions } from './card-options.ts';

/** How much a card says above its buttons, at most. */
interface CardMeasure extends Measure {
  /** Widths of the letter `n`. */
  title: number;
  /** Whether the alarm's measurement is shown. */
  alarm: boolean;
  /** Lines of a phone that are kept free for the summary, if it has as many. */
  summary: number;
}

/** Lines above the buttons, so that these are seen on a phone without scrolling. */
const phoneRoom = 12;
const longestSummary = 5;
const tightest: CardMeasure = {
  alarm: false,
  title: 42,
  name: 18,
  names: 1,
  needs: 1,
  reason: 0,
  runbooks: 0,
  summary: 1,
};
/** From the most to the least; what the alarm measured tells how bad it is, and is the last to go. */
const measures: readonly CardMeasure[] = [
  { ...wholeMeasure, alarm: true, title: 140, summary: longestSummary },
  { ...wholeMeasure, alarm: true, title: 85, summary: 4 },
  { alarm: true, title: 85, name: 30, names: 2, needs: 2, reason: 60, runbooks: 1, summary: 3 },
  { alarm: true, title: 55, name: 30, names: 2, needs: 2, reason: 30, runbooks: 0, summary: 2 },
  { alarm: true, title: 55, name: 30, names: 1, needs: 2, reason: 0, runbooks: 0, summary: 1 },
  { ...tightest, alarm: true },
  tightest,
];

/**
 * The card of one incident in one channel: how bad, who is on it, what needs attention, then the summary and what can be
 * done.
 * @example
 * await client.chat.postMessage({ channel, ...incidentCard(snapshot, { now: Date.now(), links, actions }) });
 */
export function incidentCard(snapshot: IncidentSnapshot, options: CardOptions): CardMessage {
  const text = storyText(snapshot, options.now);
  const { facts, summary } = fitPhone(snapshot, options);
  const withoutLinks = () =>
    cardButtons(snapshot, { ...options, links: { ...options.links, cardLinks: [] } }, summary.isCut);
  const parts: Part[] = [
    { blocks: facts, shorter: [() => factBlocks(snapshot, options, tightest)], yields: 1 },
    { blocks: summary.blocks, shorter: [() => summaryBlocks(snapshot, 1).blocks, () => []], yields: 2 },
    // Details has the longest links too.
    { blocks: cardButtons(snapshot, options, summary.isCut), shorter: [withoutLinks], yields: 3 },
    { blocks: [originContext(snapshot), arnContext(snapshot.record.arn, options)] },
  ];
  return { text, blocks: fitMessage(parts, text.length) };
}

/** As much as leaves the buttons on the screen of a phone. */
function fitPhone(snapshot: IncidentSnapshot, options: CardOptions) {
  const whole = summaryBlocks(snapshot, longestSummary);
  const wanted = phoneLines(whole.blocks);
  let facts: CardBlock[] = [];
  let room = 0;
  for (const measure of measures) {
    facts = factBlocks(snapshot, options, measure);
    room = phoneRoom - phoneLines(facts);
    if (room >= Math.min(wanted, measure.summary)) break;
  }
  if (wanted <= room) return { facts, summary: whole };
  const summary = summaryBlocks(snapshot, room);
  return { facts, summary: phoneLines(summary.blocks) <= room ? summary : { blocks: [], isCut: true } };
}

/**
 * Header and facts. What does not fit above the buttons even so, beside a state of a kind unknown at great length, is left out:
 * what needs attention last.
 */
function factBlocks(snapshot: IncidentSnapshot, { now }: CardOptions, measure: CardMeasure): CardBlock[] {
  const { record } = snapshot;
  const title = header(`${stateMark(record)} ${narrowed(titleOf(record), measure.title)}`);
  const state = stateLine(snapshot, undefined, measure);
  const people = peopleLine(snapshot, now, measure);
  const needs = needsLines(snapshot, now, measure);
  const alarm = measure.alarm ? alarmStateLine(snapshot) : undefined;
  const runbooks = runbookLine(snapshot, now, measure);
  const drawn = (...lines: (Mrkdwn | undefined)[]): CardBlock[] => [title, section(join(lines, '\n'))];
  const whole = drawn(state, people, needs, alarm, runbooks);
  if (measure !== tightest) return whole;
  const fewer = [whole, drawn(state, people, needs), drawn(state, needs), drawn(state)];
  return fewer.find((blocks) => phoneLines(blocks) <= phoneRoom) ?? drawn(state);
}

/** The beginning of the summary, and whether more of it is in Details. */
function summaryBlocks({ record }: IncidentSnapshot, lines: number): { blocks: CardBlock[]; isCut: boolean } {
  if (lines < 1) return { blocks: [], isCut: true };
  const excerpt = summaryExcerpt(record.summary ?? '', lines);
  if (excerpt !== undefined) return { blocks: [excerpt.block], isCut: excerpt.isCut };
  const isOpen = stateOf(record) !== 'resolved';
  return { blocks: isOpen ? [section(mrkdwn`_No summary yet_`)] : [], isCut: false };
}

/** A text truncated to a width, in widths of the letter `n`: wide letters tell more, and fewer of them fit. */
const narrowed = (text: string, width: number): string => truncate(text, unitsWithin(text, width));
