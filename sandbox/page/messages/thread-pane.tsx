import { Composer } from '../composer/composer.tsx';
import { SidePane } from '../parts/side-pane.tsx';
import { threadMessages } from '../state/message-list.ts';
import { usePageState, usePageTools } from '../state/page-context.ts';
import { MessageList } from './message-list.tsx';

/** A message with its replies, and a composer for a reply. */
export function ThreadPane({ channelId, ts }: { channelId: string; ts: string }) {
  const { workspace, messages, person } = usePageState();
  const { dispatch } = usePageTools();
  const channel = workspace?.channels.find((other) => other.id === channelId);
  const shown = threadMessages(messages[channelId] ?? [], ts);
  return (
    <SidePane
      title="Thread"
      note={channel && `#${channel.name}`}
      onClose={() => dispatch({ type: 'side', side: undefined })}
    >
      <MessageList key={ts} label="Thread" messages={shown} person={person} pins={channel?.pins ?? []} inThread />
      {!channel?.is_archived && <Composer key={`${ts} composer`} channel={channelId} threadTs={ts} label="Reply…" />}
    </SidePane>
  );
}
