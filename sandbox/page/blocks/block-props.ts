import type { ReactNode } from 'react';

/** What each block's component gets. It reads its block as Slack's types describe it. */
export interface BlockProps<Block> {
  block: Block;
  /** What the block's actions name. */
  blockId: string;
  /** Draws the blocks that are inside this one. */
  drawInner: (blocks: readonly unknown[]) => ReactNode;
}
