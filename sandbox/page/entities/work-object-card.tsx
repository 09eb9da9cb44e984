import type { EntityMetadata } from '@slack/types';
import { useMemo } from 'react';
import type { ActionRequest } from '../../page-api.ts';
import { OwnSurface } from '../elements/surface.tsx';
import { usePageTools } from '../state/page-context.ts';
import { Emojified } from '../text/emojified.tsx';
import { EntityActions } from './entity-actions.tsx';
import { EntityFields } from './entity-fields.tsx';

interface WorkObjectCardProps {
  entity: EntityMetadata;
  person: string;
  /** The message that the object belongs to; absent in a preview. */
  channel?: string;
  ts?: string;
  attachmentId?: number;
  unfurledFrom?: string;
}

const none: readonly unknown[] = [];
const shownFields = 6;

/** A Work Object under a message: its type, main fields and buttons. Its title opens the flexpane. */
export function WorkObjectCard({ entity, person, channel, ts, attachmentId = 1, unfurledFrom }: WorkObjectCardProps) {
  const { call, dispatch } = usePageTools();
  const { attributes } = entity.entity_payload;
  const from = unfurledFrom ?? entity.app_unfurl_url ?? entity.url;
  const container = useMemo<ActionRequest['container'] | undefined>(() => {
    if (channel === undefined || ts === undefined) return undefined;
    return { type: 'message_attachment', channel, message_ts: ts, attachment_id: attachmentId, app_unfurl_url: from };
  }, [channel, ts, attachmentId, from]);
  const open = () => {
    if (channel === undefined || ts === undefined) return;
    dispatch({ type: 'side', side: { kind: 'flexpane', url: from, loading: true, channel, ts } });
    void call('entity', { user: person, channel, message_ts: ts, url: from });
  };
  return (
    <section className="work-object" aria-label={attributes.title.text}>
      <header>
        <div className="work-object-product muted">
          {[attributes.product_name, attributes.display_type, attributes.display_id].filter(Boolean).join(' · ')}
        </div>
        <button type="button" className="work-object-title" onClick={open} disabled={container === undefined}>
          <Emojified text={attributes.title.text} />
        </button>
      </header>
      <EntityFields entity={entity} most={shownFields} />
      <OwnSurface person={person} container={container} blocks={none}>
        <EntityActions entity={entity} />
      </OwnSurface>
    </section>
  );
}
