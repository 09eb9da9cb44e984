import type { PageChannel } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';

/** The sign before a channel's name, and in words what sets the channel apart. */
export function ChannelMark({ channel }: { channel: PageChannel }) {
  if (channel.is_archived) return <Icon name="archive" />;
  return <Icon name={channel.is_private ? 'lock' : 'hash'} />;
}

/** What sets a channel apart, as small badges. */
export function ChannelBadges({ channel }: { channel: PageChannel }) {
  return (
    <>
      {channel.is_private && <span className="hidden-text">private</span>}
      {channel.is_ext_shared && (
        <span className="channel-badge" title="Shared with another organisation">
          <Icon name="shared" />
          <span className="hidden-text">shared with another organisation</span>
        </span>
      )}
      {channel.is_archived && <span className="hidden-text">archived</span>}
    </>
  );
}
