import type { PageComment } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { useWorkspace } from '../state/page-context.ts';
import { DateTime } from '../text/date-time.tsx';
import { Emojified } from '../text/emojified.tsx';
import { Markdown } from '../text/markdown.tsx';
import { CommentForm } from './comment-form.tsx';

interface CommentProps {
  comment: PageComment;
  editing: boolean;
  onEdit: (starts: boolean) => void;
  onSave: (text: string) => Promise<boolean>;
  onDelete: () => void;
}

/** One comment with its author and time, and what its reader may do with it. */
export function Comment({ comment: one, editing, onEdit, onSave, onDelete }: CommentProps) {
  const { users } = useWorkspace();
  const { sender, timestamp, comment, blocks = [], last_edit_ts, can_edit, can_delete } = one;
  const author = 'text' in sender ? sender.text : users.find(({ id }) => id === sender.user_id)?.real_name;
  return (
    <article className="comment">
      <div className="message-head">
        <span className="message-author">
          <bdi>{author ?? 'Unknown user'}</bdi>
        </span>
        <span className="message-time">
          <DateTime unixSeconds={timestamp} format="{date_short_pretty} at {time}" />
        </span>
        {last_edit_ts !== undefined && <span className="message-edited">(edited)</span>}
      </div>
      {editing ? (
        <CommentForm
          label="Edit comment"
          button="Save"
          text={comment?.value}
          onSave={onSave}
          onCancel={() => onEdit(false)}
        />
      ) : (
        <div className="text">
          {comment?.format === 'markdown' ? (
            <Markdown text={comment.value} />
          ) : (
            <Emojified text={comment?.value ?? ''} />
          )}
          <BlockList blocks={blocks} />
        </div>
      )}
      {!editing && (can_edit || can_delete) && (
        <div className="comment-buttons">
          {can_edit && (
            <button type="button" className="button button-quiet" onClick={() => onEdit(true)}>
              Edit
            </button>
          )}
          {can_delete && (
            <button type="button" className="button button-quiet" onClick={onDelete}>
              Delete
            </button>
          )}
        </div>
      )}
    </article>
  );
}
