import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { type CardBlock, type CardMessage, header, section } from '../block-kit/blocks.ts';
import { fitMessage, type Part } from '../block-kit/fit-message.ts';
import { markdownToRichText } from '../text/markdown-to-rich-text.ts';
import { type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { alarmStateLine } from '../words/alarm-words.ts';
import { storyText } from '../words/headline.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { cardButtons } from './card-buttons.ts';
import { arnContext, engagementLine, needsLines, originContext, runbookLine, stateLine } from './card-lines.ts';
import type { CardOptions } from './card-options.ts';

const summaryLength = { open: 600, resolved: 300, other: 600 } as const;

/**
 * The card of one incident in one channel: state, impact, age and what needs somebody first, the rest below.
 * @example
 * await client.chat.postMessage({ channel, ...incidentCard(view, { now: Date.now(), links, actions }) });
 */
export function incidentCard(snapshot: IncidentSnapshot, options: CardOptions): CardMessage {
  const { record } = snapshot;
  const text = storyText(snapshot, options.now);
  const parts: Part[] = [
    { blocks: [header(`${stateMark(record)} ${titleOf(record)}`), section(stateLine(snapshot, options.now))] },
    optional(needsLines(snapshot, options.now), 1),
    optional(alarmStateLine(snapshot), 3),
    summaryPart(snapshot),
    runbookPart(snapshot, options.now),
    optional(engagementLine(snapshot, options.now), 3),
    { blocks: cardButtons(snapshot, options), shorter: [() => cardButtons(snapshot, fewer(options))], yields: 2 },
    { blocks: [originContext(snapshot), arnContext(record.arn, options)] },
  ];
  return { text, blocks: fitMessage(parts, text.length) };
}

function summaryPart(snapshot: IncidentSnapshot): Part {
  const limit = summaryLength[stateOf(snapshot.record)];
  const source = snapshot.record.summary ?? '';
  const summary = (visible: number, jsonLimit: number): CardBlock[] => {
    const block = markdownToRichText(source, { limit: visible, more: '… more in Details', jsonLimit });
    return block === undefined ? [] : [block];
  };
  const blocks = summary(limit, 3000);
  if (blocks.length === 0 && stateOf(snapshot.record) !== 'resolved') {
    return { blocks: [section(mrkdwn`_No summary yet_`)] };
  }
  return { blocks, shorter: [() => summary(limit / 2, 1500), () => []], yields: 4 };
}

function runbookPart(snapshot: IncidentSnapshot, now: number): Part {
  return {
    blocks: lines(runbookLine(snapshot, now)),
    shorter: [() => lines(runbookLine(snapshot, now, 2)), () => []],
    yields: 5,
  };
}

const lines = (text: Mrkdwn | undefined): CardBlock[] => (text === undefined ? [] : [section(text)]);
const optional = (text: Mrkdwn | undefined, yields: number): Part => ({
  blocks: lines(text),
  shorter: [() => []],
  yields,
});

/** What must stay when even the buttons have to give way: the ways to see the rest. */
function fewer(options: CardOptions): CardOptions {
  const kept = ['approve', 'note', 'resolve', 'timeline', 'details'] as const;
  return { ...options, actions: new Set(kept.filter((name) => options.actions.has(name))) };
}
