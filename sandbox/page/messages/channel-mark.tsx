import type { PageChannel } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';

/** The symbol before a channel's name, with a text for screen readers. */
export function ChannelMark({ channel }: { channel: PageChannel }) {
  if (channel.is_archived) return <Icon name="archive" />;
  return <Icon name={channel.is_private ? 'lock' : 'hash'} />;
}

/** The channel's properties as small badges. */
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
