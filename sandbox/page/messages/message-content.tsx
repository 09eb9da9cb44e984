import { useMemo } from 'react';
import type { ActionRequest, PageMessage } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { OwnSurface } from '../elements/surface.tsx';
import { isEntity } from '../entities/entity.ts';
import { WorkObjectCard } from '../entities/work-object-card.tsx';
import { inOrder } from '../parts/in-order.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { Attachment } from './attachment.tsx';
import { FileList, Reactions } from './files-and-reactions.tsx';

const none: readonly unknown[] = [];

/** A message's blocks, or its text if it has none, followed by its unfurls. */
export function MessageContent({ message, person }: { message: PageMessage; person: string }) {
  const { channel, ts, blocks = none } = message;
  const container = useMemo<ActionRequest['container']>(
    () => ({ type: 'message', channel, message_ts: ts }),
    [channel, ts],
  );
  return (
    <div className="message-content">
      {blocks.length > 0 ? (
        <OwnSurface person={person} container={container} blocks={blocks}>
          <BlockList blocks={blocks} />
        </OwnSurface>
      ) : (
        <div className={message.subtype === 'tombstone' ? 'text muted' : 'text'}>
          <Mrkdwn text={message.text} names={false} />
        </div>
      )}
      {message.edited && <span className="message-edited">(edited)</span>}
      {inOrder((message.entities ?? none).filter(isEntity), (entity, index) => (
        <WorkObjectCard entity={entity} person={person} channel={channel} ts={ts} attachmentId={index + 1} />
      ))}
      {message.attachments?.map((attachment) => (
        <Attachment key={attachment.id} attachment={attachment} person={person} channel={channel} ts={ts} />
      ))}
      <FileList files={message.files ?? []} />
      <Reactions message={message} person={person} />
    </div>
  );
}
