import type * as Slack from '@slack/types';
import { useId, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { RichText } from '../text/rich-text.tsx';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';
import { Picture } from './picture.tsx';

/** Blocks in a frame with a title, optionally collapsible. */
export function ContainerBlock({ block, drawInner }: BlockProps<Slack.ContainerBlock>) {
  const [folded, setFolded] = useState(block.default_collapsed === true);
  const bodyId = useId();
  const foldable = block.is_collapsible === true;
  const shown = !(foldable && folded);
  const title = (
    <>
      {block.icon && <Picture image={block.icon} small />}
      <span className="container-title">
        {block.title && <TextObject text={block.title} />}
        {block.rich_text_title && <RichText elements={block.rich_text_title.elements} />}
        {block.subtitle && (
          <small>
            <TextObject text={block.subtitle} />
          </small>
        )}
      </span>
    </>
  );
  return (
    <div className={`container container-${block.width ?? 'standard'}`}>
      {foldable ? (
        <button
          type="button"
          className="container-head"
          aria-expanded={shown}
          aria-controls={bodyId}
          onClick={() => setFolded(!folded)}
        >
          <Icon name={shown ? 'down' : 'right'} />
          {title}
        </button>
      ) : (
        <div className="container-head">{title}</div>
      )}
      <div id={bodyId} className={block.has_header_divider ? 'container-body ruled' : 'container-body'} hidden={!shown}>
        {drawInner(block.child_blocks)}
      </div>
    </div>
  );
}
