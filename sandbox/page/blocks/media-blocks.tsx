import type * as Slack from '@slack/types';
import { OutsideLink } from '../text/outside-link.tsx';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';
import { Picture } from './picture.tsx';

/** An image with its title. */
export function ImageBlock({ block }: BlockProps<Slack.ImageBlock>) {
  return (
    <figure className="image">
      {block.title && (
        <figcaption className="text">
          <TextObject text={block.title} />
        </figcaption>
      )}
      <Picture image={block} />
    </figure>
  );
}

/** A video: named and linked, never loaded. */
export function VideoBlock({ block }: BlockProps<Slack.VideoBlock>) {
  return (
    <div className="video text">
      <OutsideLink href={block.title_url ?? block.video_url}>
        <TextObject text={block.title} />
      </OutsideLink>
      {block.description && (
        <div className="muted">
          <TextObject text={block.description} />
        </div>
      )}
    </div>
  );
}

/** A remote file. Slack renders its card; here only its id is known. */
export function FileBlock({ block }: BlockProps<Slack.FileBlock>) {
  return <div className="picture-none">File {block.external_id}</div>;
}
