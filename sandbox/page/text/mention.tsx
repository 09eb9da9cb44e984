import { useWorkspace } from '../state/page-context.ts';
import { type MentionTarget, mentionName } from './mention-name.ts';

/** A mention of a person, a channel, a group or everyone. Mentions that ping many people have another colour. */
export function Mention({ target }: { target: MentionTarget }) {
  const name = mentionName(target, useWorkspace());
  return <span className={target.kind === 'broadcast' ? 'mention mention-loud' : 'mention'}>{name}</span>;
}
