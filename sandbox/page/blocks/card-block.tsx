import type * as Slack from '@slack/types';
import { inOrder } from '../parts/in-order.ts';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';
import { Picture } from './picture.tsx';

/** A card with an image, a title, a text and up to three buttons. */
export function CardBlock({ block, drawInner }: BlockProps<Slack.CardBlock>) {
  return (
    <div className="card">
      {block.hero_image && <Picture image={block.hero_image} />}
      <div className="card-head">
        {block.icon && <Picture image={block.icon} small />}
        <div>
          {block.title && (
            <div className="card-title text">
              <TextObject text={block.title} />
            </div>
          )}
          {block.subtitle && (
            <div className="muted text">
              <TextObject text={block.subtitle} />
            </div>
          )}
        </div>
      </div>
      {block.body && (
        <div className="text">
          <TextObject text={block.body} />
        </div>
      )}
      {block.actions && drawInner([{ type: 'actions', block_id: block.block_id, elements: block.actions }])}
    </div>
  );
}

/** Cards side by side, scrolled horizontally. */
export function CarouselBlock({ block, drawInner }: BlockProps<Slack.CarouselBlock>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="carousel" aria-label="Cards" tabIndex={0}>
      {inOrder(block.elements, (card) => drawInner([card]))}
    </section>
  );
}
