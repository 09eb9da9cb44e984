import { useEffect } from 'react';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { Notice } from '../state/page-state.ts';
import { Icon } from './icon.tsx';

const shownMs = 8000;

/** Short notices that disappear after a few seconds. */
export function Toasts() {
  const { notices } = usePageState();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {notices.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const { dispatch } = usePageTools();
  const { id, text } = notice;
  useEffect(() => {
    const timer = setTimeout(() => dispatch({ type: 'notice_gone', id }), shownMs);
    return () => clearTimeout(timer);
  }, [dispatch, id]);
  return (
    <div className="toast">
      <span>{text}</span>
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss notice"
        onClick={() => dispatch({ type: 'notice_gone', id })}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}
