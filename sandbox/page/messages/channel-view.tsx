import { Composer } from '../composer/composer.tsx';
import { channelMessages } from '../state/message-list.ts';
import { usePageState } from '../state/page-context.ts';
import { BookmarksBar } from './bookmarks-bar.tsx';
import { CanvasTabs } from './canvas-tabs.tsx';
import { ChannelHeader } from './channel-header.tsx';
import { EmptyChannel } from './empty-channel.tsx';
import { MessageList } from './message-list.tsx';

/** The channel in the middle: header, bookmarks, messages, composer. */
export function ChannelView({ channelId }: { channelId: string }) {
  const { workspace, messages, person } = usePageState();
  const channel = workspace?.channels.find((other) => other.id === channelId);
  if (!channel) return <main className="main" aria-label="No channel" />;
  const listed = messages[channelId];
  const shown = listed && channelMessages(listed);
  const name = channel.is_im ? (workspace?.app.name ?? channel.name) : `#${channel.name}`;
  return (
    <main className="main" aria-label={name}>
      <ChannelHeader channel={channel} />
      <BookmarksBar bookmarks={channel.bookmarks} />
      <CanvasTabs canvases={channel.canvases} />
      {shown === undefined && <div className="loading">Loading messages…</div>}
      {shown?.length === 0 && <EmptyChannel channel={channel} />}
      {shown && shown.length > 0 && (
        <MessageList
          key={`${channelId} ${person}`}
          label={`Messages in ${name}`}
          messages={shown}
          person={person}
          pins={channel.pins}
        />
      )}
      {channel.is_archived ? (
        <div className="composer-closed">This channel is archived. No one can post here.</div>
      ) : (
        <Composer key={`${channelId} ${person} composer`} channel={channelId} label={`Message ${name}`} />
      )}
    </main>
  );
}
