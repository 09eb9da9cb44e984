import { useWorkspace } from '../state/page-context.ts';
import { type MentionTarget, mentionName } from './mention-name.ts';

/** A person, a channel, a group or everybody, as a chip. What pings many is marked in another colour. */
export function Mention({ target }: { target: MentionTarget }) {
  const name = mentionName(target, useWorkspace());
  return <span className={target.kind === 'broadcast' ? 'mention mention-loud' : 'mention'}>{name}</span>;
}
