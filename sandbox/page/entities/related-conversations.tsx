import type { EntityMetadata } from '@slack/types';
import { useEffect, useState } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { getJson } from '../api/client.ts';
import { authorOf } from '../messages/author.ts';
import { unixSeconds } from '../messages/message-time.ts';
import { usePageState, usePageTools, useWorkspace } from '../state/page-context.ts';
import { DateTime } from '../text/date-time.tsx';
import { Mrkdwn } from '../text/mrkdwn.tsx';

/** The messages that carry a Work Object, wherever they were posted: Slack collects them by `external_ref`. */
export function RelatedConversations({ entity }: { entity: EntityMetadata }) {
  const { person, messages } = usePageState();
  const { dispatch } = usePageTools();
  const workspace = useWorkspace();
  const [found, setFound] = useState<readonly PageMessage[]>([]);
  const { id, type = '' } = entity.external_ref;
  // biome-ignore lint/correctness/useExhaustiveDependencies: any new message may belong to it
  useEffect(() => {
    let isStale = false;
    const query = new URLSearchParams({ user: person, id, type });
    getJson<PageMessage[]>(`related?${query}`).then(
      (listed) => !isStale && setFound(listed),
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  }, [person, id, type, messages]);
  const open = ({ channel, ts, thread_ts: root }: PageMessage) => {
    dispatch({ type: 'go', place: { kind: 'channel', channel } });
    dispatch({ type: 'side', side: { kind: 'thread', channel, ts: root ?? ts } });
  };
  return (
    <ol className="related" aria-label="Related conversations">
      {found.map((message) => {
        const channel = workspace.channels.find((one) => one.id === message.channel);
        const replies = message.reply_count ?? 0;
        return (
          <li key={`${message.channel} ${message.ts}`} className="related-message">
            <button type="button" className="message-author" onClick={() => open(message)}>
              {channel?.is_im ? channel.name : `#${channel?.name ?? message.channel}`}
            </button>
            <div className="muted">
              {authorOf(message, workspace).name} ·{' '}
              <DateTime unixSeconds={unixSeconds(message.ts)} format="{date_short_pretty} at {time}" />
              {replies > 0 && ` · ${replies} ${replies === 1 ? 'reply' : 'replies'}`}
            </div>
            <div className="text related-text">
              <Mrkdwn text={message.text} names={false} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
