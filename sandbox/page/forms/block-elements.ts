import type { ElementLike } from './element-value.ts';

/** A block as it arrives. */
export interface BlockLike {
  type: string;
  block_id?: string | undefined;
  [field: string]: unknown;
}

/** Whether this is an object with a type: all that is sure of a block before its component reads it. */
export const isTyped = (value: unknown): value is BlockLike =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The id that the element's actions name: Slack gives every block one; a block's place serves where there is none. */
export const blockIdOf = (block: BlockLike, place: string): string => block.block_id || `block-${place}`;

/** The interactive elements of a block, in order. */
export function elementsOf(block: BlockLike): ElementLike[] {
  switch (block.type) {
    case 'input':
      return [block.element].filter(isTyped);
    case 'section':
      return [block.accessory].filter(isTyped);
    case 'actions':
      return (Array.isArray(block.elements) ? block.elements : []).filter(isTyped);
    default:
      return [];
  }
}

/** Every block with its id, those inside containers too. */
export function allBlocks(blocks: readonly unknown[], prefix = ''): { id: string; block: BlockLike }[] {
  return blocks.flatMap((block, index) => {
    if (!isTyped(block)) return [];
    const place = `${prefix}${index}`;
    const children = Array.isArray(block.child_blocks) ? allBlocks(block.child_blocks, `${place}-`) : [];
    return [{ id: blockIdOf(block, place), block }, ...children];
  });
}
