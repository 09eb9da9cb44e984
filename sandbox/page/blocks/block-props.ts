import type { ReactNode } from 'react';

/** Props of every block component. It reads its block as Slack's types describe it. */
export interface BlockProps<Block> {
  block: Block;
  /** The block id in actions. */
  blockId: string;
  /** Renders blocks inside this one. */
  drawInner: (blocks: readonly unknown[]) => ReactNode;
}
