import type { CardBlock, CardElement, CardMessage, CardText } from './blocks.ts';
import { limits } from './limits.ts';

/** A part of a message: its blocks, and shorter forms for when the message is too long. */
export interface Part {
  blocks: CardBlock[];
  /** Shorter forms, longest first; an empty one omits the part. A part without shorter forms always stays. */
  shorter?: (() => CardBlock[])[];
  /** Parts with a higher number are shortened first. */
  yields?: number;
}

/** Assembles parts within the budget for Slack's undocumented total size of a message. */
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

/**
 * Checks a message against Slack's limits, cheaply enough for every card.
 * @returns the first violation in one line; `undefined` when there is none
 */
export function faultOf(message: CardMessage): string | undefined {
  const { text, blocks } = message;
  if (text.length === 0 || text.length > limits.messageText.max) return `text has ${text.length} characters`;
  if (blocks.length === 0 || blocks.length > limits.messageBlocks.max) return `${blocks.length} blocks`;
  const json = JSON.stringify(message).length;
  if (json > limits.messageJson.max) return `${json} characters of JSON`;
  for (const [index, block] of blocks.entries()) {
    const fault = blockFault(block);
    if (fault !== undefined) return `block ${index} (${block.type}): ${fault}`;
  }
  return undefined;
}

function blockFault(block: CardBlock): string | undefined {
  switch (block.type) {
    case 'header':
      return textFault(block.text, limits.headerText.max);
    case 'section':
      return textFault(block.text, limits.sectionText.max);
    case 'context':
      if (block.elements.length === 0 || block.elements.length > limits.contextElements.max)
        return 'number of elements';
      return block.elements.map((text) => textFault(text, limits.sectionText.max)).find((fault) => fault !== undefined);
    case 'actions':
      if (block.elements.length === 0 || block.elements.length > limits.actionsElements.max)
        return 'number of elements';
      return block.elements.map(elementFault).find((fault) => fault !== undefined);
    case 'rich_text':
      return block.elements.length === 0 ? 'no elements' : undefined;
    case 'input':
      return 'inputs are for modals';
    default:
      return undefined;
  }
}

function elementFault(element: CardElement): string | undefined {
  if (element.type !== 'button') {
    const options =
      element.type === 'overflow'
        ? element.options
        : [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
    const tooLong = options.some(({ value = '' }) => value.length === 0 || value.length > limits.optionValue.max);
    return tooLong ? 'value of an option' : undefined;
  }
  if ((element.value ?? '').length > limits.buttonValue.max) return 'value of a button';
  return (element.url ?? '').length > limits.buttonUrl.max ? 'address of a button' : undefined;
}

function textFault(text: CardText, max: number): string | undefined {
  return text.text.length === 0 || text.text.length > max ? `text has ${text.text.length} characters` : undefined;
}
