import { useEffect, useRef, useState } from 'react';
import type { PageComment } from '../../page-api.ts';
import { Spinner } from '../parts/spinner.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { Side } from '../state/page-state.ts';
import { Comment } from './comment.tsx';
import { CommentForm } from './comment-form.tsx';

const none: readonly PageComment[] = [];

/** A Work Object's comments, which the app presents to one person whenever they are opened. */
export function Comments({ side }: { side: Extract<Side, { kind: 'flexpane' }> }) {
  const { call } = usePageTools();
  const { person } = usePageState();
  const [editing, setEditing] = useState('');
  const { comments: shown, channel, ts, url } = side;
  const place = { user: person, channel, message_ts: ts, url };
  const request = (next = false) => void call('comments', { ...place, next });
  // The person opens them once, however often they are drawn.
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    request();
  });
  const write = async (text: string, id?: string) => (await call('comments/post', { ...place, text, id })).ok;
  if (shown === undefined)
    return (
      <div className="loading">
        <Spinner /> Loading comments…
      </div>
    );
  return (
    <>
      {shown.error && (
        <div className="alert alert-warning" role="alert">
          {shown.error}
        </div>
      )}
      {shown.can_post_comment && <CommentForm label="Write a comment" button="Comment" onSave={write} />}
      {shown.comments.length === 0 && <p className="muted">No comments yet</p>}
      <ol className="comments" aria-label="Comments">
        {(shown.comments ?? none).map((comment) => (
          <li key={comment.id}>
            <Comment
              comment={comment}
              editing={editing === comment.id}
              onEdit={(starts) => setEditing(starts ? comment.id : '')}
              onSave={async (text) => {
                const saved = await write(text, comment.id);
                if (saved) setEditing('');
                return saved;
              }}
              onDelete={() => void call('comments/delete', { ...place, id: comment.id })}
            />
          </li>
        ))}
      </ol>
      <div className="actions">
        {shown.cursor !== '' && (
          <button type="button" className="button" onClick={() => request(true)}>
            Older comments
          </button>
        )}
        <button type="button" className="button" onClick={() => request()}>
          Refresh
        </button>
      </div>
    </>
  );
}
