import { Avatar } from '../parts/avatar.tsx';
import { usePageTools, useWorkspace } from '../state/page-context.ts';
import { useAppChannel } from './use-app-channel.ts';

/** The app's name and its two tabs. */
export function AppTabs({ current }: { current: 'home' | 'messages' }) {
  const { app } = useWorkspace();
  const { dispatch } = usePageTools();
  const channel = useAppChannel();
  return (
    <header className="channel-header app-header">
      <h1>
        <Avatar id={app.id} name={app.name} app small />
        <bdi>{app.name}</bdi>
        <span className="badge">APP</span>
      </h1>
      <nav className="app-tabs" aria-label={`${app.name} tabs`}>
        <button
          type="button"
          aria-current={current === 'home' ? 'page' : undefined}
          onClick={() => dispatch({ type: 'go', place: { kind: 'home' } })}
        >
          Home
        </button>
        {channel && (
          <button
            type="button"
            aria-current={current === 'messages' ? 'page' : undefined}
            onClick={() => dispatch({ type: 'go', place: { kind: 'channel', channel: channel.id } })}
          >
            Messages
          </button>
        )}
      </nav>
    </header>
  );
}
