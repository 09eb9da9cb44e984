import { memo, useState } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { isReply } from '../state/message-list.ts';
import { useWorkspace } from '../state/page-context.ts';
import { DateTime } from '../text/date-time.tsx';
import { authorOf } from './author.ts';
import { MessageContent } from './message-content.tsx';
import { MessageEditor } from './message-editor.tsx';
import { MessageMenu } from './message-menu.tsx';
import { unixSeconds } from './message-time.ts';
import { ThreadSummary } from './thread-summary.tsx';

interface MessageRowProps {
  message: PageMessage;
  person: string;
  /** Whether the previous message has the same author and minute: name and picture are then omitted. */
  continued: boolean;
  pinned: boolean;
  inThread: boolean;
}

/** One message with its author, content and actions. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, person, continued, pinned, inThread } = props;
  const [editing, setEditing] = useState(false);
  const author = authorOf(message, useWorkspace());
  const seconds = unixSeconds(message.ts);
  const mark = marksOf(message, pinned, inThread);
  return (
    <article
      className={`message ${message.ephemeral_to ? 'message-private' : ''}`}
      aria-label={`Message from ${author.name}`}
    >
      <div className="message-side">
        {continued ? (
          <span className="message-side-time">
            <DateTime unixSeconds={seconds} format="{time}" />
          </span>
        ) : (
          <Avatar id={author.id} name={author.name} app={author.isApp} />
        )}
      </div>
      <div className="message-main">
        {mark && (
          <div className="message-mark">
            <Icon name={mark.icon} /> {mark.text}
          </div>
        )}
        {!continued && (
          <div className="message-head">
            <span className="message-author">
              <bdi>{author.name}</bdi>
            </span>
            {author.isApp && <span className="badge">APP</span>}
            <span className="message-time">
              <DateTime unixSeconds={seconds} format="{time}" />
            </span>
          </div>
        )}
        {editing ? (
          <MessageEditor message={message} person={person} onDone={() => setEditing(false)} />
        ) : (
          <MessageContent message={message} person={person} />
        )}
        {!inThread && <ThreadSummary message={message} />}
      </div>
      <MessageMenu message={message} person={person} inThread={inThread} onEdit={() => setEditing(true)} />
    </article>
  );
});

function marksOf(message: PageMessage, pinned: boolean, inThread: boolean) {
  if (message.ephemeral_to) return { icon: 'eye', text: 'Only visible to you' } as const;
  if (pinned) return { icon: 'pin', text: 'Pinned' } as const;
  if (isReply(message) && message.broadcast) {
    return { icon: 'reply', text: inThread ? 'Also sent to the channel' : 'Replied to a thread' } as const;
  }
  return undefined;
}
