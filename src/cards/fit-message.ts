import type { CardBlock } from './blocks.ts';
import { limits } from './limits.ts';

/** Part of a message: its blocks, and what may take their place when the message is too long. */
export interface Part {
  blocks: CardBlock[];
  /** Shorter forms, the longest first; an empty one leaves the part out. A part without any always stays. */
  shorter?: (() => CardBlock[])[];
  /** Parts with a higher number are shortened first. */
  yields?: number;
}

/** Puts parts together so that the message stays within the budget of Slack's undocumented total. */
export function fitMessage(parts: readonly Part[], textLength: number): CardBlock[] {
  const kept = parts.map(({ blocks }) => ({ blocks, length: lengthOf(blocks) }));
  const room = limits.messageJson.max - textLength * 2 - 100;
  let total = kept.reduce((sum, { length }) => sum + length, 0);
  for (const { index, part } of byYield(parts)) {
    for (const shorter of part.shorter ?? []) {
      if (total <= room) break;
      const blocks = shorter();
      const length = lengthOf(blocks);
      total += length - (kept[index]?.length ?? 0);
      kept[index] = { blocks, length };
    }
  }
  return kept.flatMap(({ blocks }) => blocks).slice(0, limits.messageBlocks.max);
}

function byYield(parts: readonly Part[]): { index: number; part: Part }[] {
  const all = parts.map((part, index) => ({ index, part }));
  return all.sort((a, b) => (b.part.yields ?? 0) - (a.part.yields ?? 0));
}

const lengthOf = (blocks: readonly CardBlock[]) => JSON.stringify(blocks).length;
