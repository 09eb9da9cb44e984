import { useMemo } from 'react';
import type { ActionRequest, PageAttachment } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { OwnSurface } from '../elements/surface.tsx';
import { isEntity } from '../entities/entity.ts';
import { WorkObjectCard } from '../entities/work-object-card.tsx';

const none: readonly unknown[] = [];

interface AttachmentProps {
  attachment: PageAttachment;
  person: string;
  channel: string;
  ts: string;
}

/** The unfurl of a link in a message. */
export function Attachment({ attachment, person, channel, ts }: AttachmentProps) {
  const { id, from_url = '', blocks = none, entity } = attachment;
  const container = useMemo<ActionRequest['container']>(
    () => ({ type: 'message_attachment', channel, message_ts: ts, attachment_id: id, app_unfurl_url: from_url }),
    [channel, ts, id, from_url],
  );
  if (isEntity(entity)) {
    return (
      <WorkObjectCard
        entity={entity}
        person={person}
        channel={channel}
        ts={ts}
        attachmentId={id}
        unfurledFrom={from_url}
      />
    );
  }
  return (
    <div className="attachment">
      <OwnSurface person={person} container={container} blocks={blocks}>
        <BlockList blocks={blocks} />
      </OwnSurface>
    </div>
  );
}
