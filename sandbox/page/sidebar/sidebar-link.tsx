import type { ReactNode } from 'react';

interface SidebarLinkProps {
  current: boolean;
  unread: number;
  onGo: () => void;
  children: ReactNode;
}

/** One place to go to; bold while there is something new. */
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
