import type { ReactNode } from 'react';

interface SidebarLinkProps {
  current: boolean;
  unread: number;
  onGo: () => void;
  children: ReactNode;
}

/** A link to a channel or the app; bold while there is something unread. */
export function SidebarLink({ current, unread, onGo, children }: SidebarLinkProps) {
  return (
    <li>
      <button
        type="button"
        className={unread > 0 ? 'sidebar-link sidebar-unread' : 'sidebar-link'}
        aria-current={current ? 'page' : undefined}
        onClick={onGo}
      >
        {children}
        {unread > 0 && (
          <span className="unread-count">
            {unread}
            <span className="hidden-text"> new</span>
          </span>
        )}
      </button>
    </li>
  );
}
