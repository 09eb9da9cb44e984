import { Icon } from '../parts/icon.tsx';
import { usePageState, useWorkspace } from '../state/page-context.ts';
import { PersonSwitcher } from './person-switcher.tsx';

interface TopBarProps {
  panelOpen: boolean;
  onMenu: () => void;
  onPanel: () => void;
}

/** The workspace's name, the label "sandbox", and the acting person. */
export function TopBar({ panelOpen, onMenu, onPanel }: TopBarProps) {
  const { team } = useWorkspace();
  const { connection } = usePageState();
  return (
    <header className="top-bar">
      <button type="button" className="icon-button only-phone" aria-label="Channels" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      <strong className="team-name">{team.name}</strong>
      <span className="top-note">Everything here runs on this machine: no Slack, no AWS</span>
      {connection === 'lost' && (
        <span className="top-lost" role="status">
          Connection lost. Trying again…
        </span>
      )}
      <span className="top-space" />
      <button type="button" className="top-button" aria-pressed={panelOpen} onClick={onPanel}>
        <Icon name="alarm" />
        <span>Incident Manager</span>
      </button>
      <PersonSwitcher />
    </header>
  );
}
