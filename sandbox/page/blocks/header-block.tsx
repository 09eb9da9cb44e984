import type * as Slack from '@slack/types';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';

/** A heading. `level` 1 to 4 is newer than Slack's published types. */
export function HeaderBlock({ block }: BlockProps<Slack.HeaderBlock & { level?: number }>) {
  const level = Math.min(Math.max(block.level ?? 2, 1), 4);
  const Heading = `h${level + 2}` as 'h4';
  return (
    <Heading className={`header header-${level} text`}>
      <TextObject text={block.text} />
    </Heading>
  );
}
