import type { ElementLike } from './element-value.ts';

/** A block as received. */
export interface BlockLike {
  type: string;
  block_id?: string | undefined;
  [field: string]: unknown;
}

/** Whether the value is an object with a type. Nothing else is certain about a block before its component reads it. */
export const isTyped = (value: unknown): value is BlockLike =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** A block's id in actions. Slack sets one on every block; the index is the fallback. */
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

/** Every block with its id, including those inside containers. */
export function allBlocks(blocks: readonly unknown[], prefix = ''): { id: string; block: BlockLike }[] {
  return blocks.flatMap((block, index) => {
    if (!isTyped(block)) return [];
    const place = `${prefix}${index}`;
    const children = Array.isArray(block.child_blocks) ? allBlocks(block.child_blocks, `${place}-`) : [];
    return [{ id: blockIdOf(block, place), block }, ...children];
  });
}
