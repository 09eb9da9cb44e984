import type { PageMessage } from '../../page-api.ts';
import { isReply } from '../state/message-list.ts';
import { usePageTools } from '../state/page-context.ts';

/** "3 replies" under a message that has a thread, and a link to the thread from a reply that is also in the channel. */
export function ThreadSummary({ message }: { message: PageMessage }) {
  const { dispatch } = usePageTools();
  const { channel, ts, thread_ts: root, reply_count: replies = 0 } = message;
  const open = () => dispatch({ type: 'side', side: { kind: 'thread', channel, ts: root ?? ts } });
  if (!isReply(message) && replies === 0) return null;
  return (
    <button type="button" className="thread-summary" onClick={open}>
      {isReply(message) ? 'View thread' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
    </button>
  );
}
