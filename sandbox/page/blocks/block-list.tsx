import type { ComponentType } from 'react';
import { type BlockLike, blockIdOf, isTyped } from '../forms/block-elements.ts';
import { inOrder } from '../parts/in-order.ts';
import { BlockBoundary } from './block-boundary.tsx';
import { blockComponents } from './block-components.ts';
import type { BlockProps } from './block-props.ts';
import { UnknownBlock } from './unknown-block.tsx';

/** A list of blocks. A block that fails to render shows an error in its place and does not affect the others. */
export function BlockList({ blocks, place = '' }: { blocks: readonly unknown[]; place?: string }) {
  return (
    <div className="blocks">
      {inOrder(blocks, (block, index) =>
        isTyped(block) ? (
          <BlockBoundary type={block.type} block={block}>
            <AnyBlock block={block} place={`${place}${index}`} />
          </BlockBoundary>
        ) : (
          <UnknownBlock type="without a type" />
        ),
      )}
    </div>
  );
}

function AnyBlock({ block, place }: { block: BlockLike; place: string }) {
  if (!Object.hasOwn(blockComponents, block.type)) return <UnknownBlock type={block.type} />;
  const Drawn = blockComponents[block.type as keyof typeof blockComponents] as ComponentType<BlockProps<never>>;
  return (
    <Drawn
      block={block as never}
      blockId={blockIdOf(block, place)}
      drawInner={(blocks) => <BlockList blocks={blocks} place={`${place}-`} />}
    />
  );
}
