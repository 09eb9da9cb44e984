import type { PageChannel } from '../../page-api.ts';
import { AppTabs } from '../home/app-tabs.tsx';
import { useWorkspace } from '../state/page-context.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { ChannelBadges, ChannelMark } from './channel-mark.tsx';

/** The channel's name, badges and topic. */
export function ChannelHeader({ channel }: { channel: PageChannel }) {
  const { app } = useWorkspace();
  if (channel.is_im) return <AppTabs current="messages" />;
  return (
    <header className="channel-header">
      <h1>
        <ChannelMark channel={channel} />
        <bdi>{channel.name}</bdi>
        <ChannelBadges channel={channel} />
      </h1>
      {channel.is_archived && <span className="badge">Archived</span>}
      {channel.is_ext_shared && <span className="badge badge-shared">Shared with another organisation</span>}
      {!channel.is_member && <span className="badge">{app.name} is not a member</span>}
      {channel.topic && (
        <span className="channel-topic">
          <Mrkdwn text={channel.topic} names={false} />
        </span>
      )}
    </header>
  );
}
