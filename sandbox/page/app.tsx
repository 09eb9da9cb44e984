import { useState } from 'react';
import { Flexpane } from './entities/flexpane.tsx';
import { HomeView } from './home/home-view.tsx';
import { ChannelView } from './messages/channel-view.tsx';
import { ThreadPane } from './messages/thread-pane.tsx';
import { ModalStack } from './modal/modal-stack.tsx';
import { IncidentPanel } from './panel/incident-panel.tsx';
import { Spinner } from './parts/spinner.tsx';
import { Toasts } from './parts/toasts.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { TopBar } from './sidebar/top-bar.tsx';
import { usePageState, usePageTools } from './state/page-context.ts';

const wide = matchMedia('(width > 1000px)');
/** From this width on a thread and the panel fit beside the channel. */
const widest = matchMedia('(width > 1300px)');
const phone = matchMedia('(width <= 700px)');

/** The page: the workspace on the left, the channel in the middle, a thread or details and the panel on the right. */
export function App() {
  const { workspace, place, side } = usePageState();
  const { dispatch } = usePageTools();
  const [menuOpen, setMenuOpen] = useState(false);
  const [panelOpen, setPanelOpen] = useState(wide.matches);
  if (!workspace) {
    return (
      <div className="starting" role="status">
        <Spinner /> Starting the sandbox…
      </div>
    );
  }
  const closeSide = () => dispatch({ type: 'side', side: undefined });
  const showPanel = (shown: boolean) => {
    setPanelOpen(shown);
    if (side && !widest.matches) closeSide();
  };
  const leavePanel = () => phone.matches && setPanelOpen(false);
  const panelSeen = panelOpen && (side === undefined || widest.matches);
  const sideKey = side && (side.kind === 'thread' ? side.ts : side.url);
  return (
    <div className={side ? 'page page-with-side' : 'page'}>
      <TopBar panelOpen={panelSeen} onMenu={() => setMenuOpen(!menuOpen)} onPanel={() => showPanel(!panelSeen)} />
      <Sidebar
        open={menuOpen}
        onLeave={() => {
          setMenuOpen(false);
          leavePanel();
        }}
      />
      {place.kind === 'home' ? <HomeView /> : <ChannelView channelId={place.channel} />}
      {side?.kind === 'thread' && <ThreadPane key={sideKey} channelId={side.channel} ts={side.ts} />}
      {side?.kind === 'flexpane' && <Flexpane key={sideKey} side={side} />}
      {panelOpen && <IncidentPanel onClose={() => setPanelOpen(false)} onShown={leavePanel} />}
      <nav className="phone-tabs" aria-label="View">
        <button type="button" aria-current={panelSeen ? undefined : 'page'} onClick={() => showPanel(false)}>
          Channel
        </button>
        <button type="button" aria-current={panelSeen ? 'page' : undefined} onClick={() => showPanel(true)}>
          Incidents
        </button>
      </nav>
      <ModalStack />
      <Toasts />
    </div>
  );
}
