import type * as Slack from '@slack/types';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';

const words = { default: '', info: 'Info: ', warning: 'Warning: ', error: 'Error: ', success: 'Done: ' };

/** A coloured line at the top of a modal; its level is also written out. */
export function AlertBlock({ block }: BlockProps<Slack.AlertBlock>) {
  const level = block.level ?? 'default';
  return (
    <div className={`alert alert-${level} text`} role={level === 'error' ? 'alert' : 'note'}>
      <span className="hidden-text">{words[level]}</span>
      <TextObject text={block.text} />
    </div>
  );
}
