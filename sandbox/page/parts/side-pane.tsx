import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './icon.tsx';

interface SidePaneProps {
  title: string;
  note?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** The column beside the channel; on a phone it covers the channel. */
export function SidePane({ title, note, onClose, children }: SidePaneProps) {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    // A field inside may have handled the key already.
    if (!pane.current?.contains(document.activeElement)) pane.current?.focus();
  }, []);
  return (
    <aside
      ref={pane}
      className="side-pane"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <header className="pane-header">
        <h2>{title}</h2>
        {note && <span className="muted">{note}</span>}
        <button type="button" className="icon-button" aria-label={`Close ${title.toLowerCase()}`} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </aside>
  );
}
