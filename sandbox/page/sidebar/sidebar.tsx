import { ChannelBadges, ChannelMark } from '../messages/channel-mark.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { Place } from '../state/page-state.ts';
import { visibleChannels } from '../state/visible-channels.ts';
import { SidebarLink } from './sidebar-link.tsx';

/** The channels and the app. On a phone it slides in. */
export function Sidebar({ open, onLeave }: { open: boolean; onLeave: () => void }) {
  const state = usePageState();
  const { dispatch } = usePageTools();
  const { place, unread, workspace } = state;
  const channels = visibleChannels(state);
  const go = (to: Place) => {
    dispatch({ type: 'go', place: to });
    onLeave();
  };
  const atApp = place.kind === 'home' || channels.some((channel) => channel.is_im && channel.id === place.channel);
  const unreadFromApp = channels.filter((one) => one.is_im).reduce((sum, one) => sum + (unread[one.id] ?? 0), 0);
  return (
    <>
      {open && <button type="button" className="sidebar-shade" aria-label="Close channel list" onClick={onLeave} />}
      <nav className={open ? 'sidebar sidebar-open' : 'sidebar'} aria-label="Workspace">
        <h2>Channels</h2>
        <ul>
          {channels
            .filter((channel) => !channel.is_im)
            .map((channel) => (
              <SidebarLink
                key={channel.id}
                current={place.kind === 'channel' && place.channel === channel.id}
                unread={unread[channel.id] ?? 0}
                onGo={() => go({ kind: 'channel', channel: channel.id })}
              >
                <ChannelMark channel={channel} />
                <bdi>{channel.name}</bdi>
                <ChannelBadges channel={channel} />
              </SidebarLink>
            ))}
        </ul>
        {workspace && (
          <>
            <h2>Apps</h2>
            <ul>
              <SidebarLink current={atApp} unread={unreadFromApp} onGo={() => go({ kind: 'home' })}>
                <Avatar id={workspace.app.id} name={workspace.app.name} app small />
                <bdi>{workspace.app.name}</bdi>
              </SidebarLink>
            </ul>
          </>
        )}
      </nav>
    </>
  );
}
