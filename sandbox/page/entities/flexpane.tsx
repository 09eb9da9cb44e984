import { useMemo, useState } from 'react';
import type { ActionRequest } from '../../page-api.ts';
import { OwnSurface } from '../elements/surface.tsx';
import { SidePane } from '../parts/side-pane.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { Side } from '../state/page-state.ts';
import { Emojified } from '../text/emojified.tsx';
import { OutsideLink } from '../text/outside-link.tsx';
import { Comments } from './comments.tsx';
import { editableFields } from './editable-fields.ts';
import { commentCount, isEntity } from './entity.ts';
import { EntityActions } from './entity-actions.tsx';
import { EntityEditForm } from './entity-edit-form.tsx';
import { EntityFields } from './entity-fields.tsx';
import { FlexpaneError } from './flexpane-error.tsx';
import { RelatedConversations } from './related-conversations.tsx';

const none: readonly unknown[] = [];
type Tab = 'details' | 'comments' | 'related';

/** A Work Object's details for one person, requested when the pane opens. */
export function Flexpane({ side }: { side: Extract<Side, { kind: 'flexpane' }> }) {
  const { dispatch, call } = usePageTools();
  const { person } = usePageState();
  const [editing, setEditing] = useState(false);
  const [tab, setTab] = useState<Tab>('details');
  const { loading, entity, error, url, channel, ts } = side;
  const shown = isEntity(entity) ? entity : undefined;
  const container = useMemo<ActionRequest['container'] | undefined>(
    () => shown && { type: 'entity_detail', entity_url: shown.url, external_ref: shown.external_ref },
    [shown],
  );
  const refresh = () => void call('entity', { user: person, channel, message_ts: ts, url });
  const attributes = shown?.entity_payload.attributes;
  const counted = shown && commentCount(shown);
  // All of them are here: their number is newer.
  const comments = side.comments?.cursor === '' ? side.comments.comments.length : counted;
  const tabs: readonly (readonly [Tab, string])[] = [
    ['details', 'Details'],
    ...(counted === undefined ? [] : ([['comments', `Comments (${comments})`]] as const)),
    ['related', 'Conversations'],
  ];
  return (
    <SidePane
      title="Details"
      note={[attributes?.product_name, attributes?.display_type].filter(Boolean).join(' · ')}
      onClose={() => dispatch({ type: 'side', side: undefined })}
    >
      <div className="flexpane">
        {loading && (
          <div className="loading">
            <Spinner /> Loading details…
          </div>
        )}
        {error !== undefined && <FlexpaneError error={error} />}
        {shown && (
          <nav className="app-tabs" aria-label="Details, comments and conversations">
            {tabs.map(([name, label]) => (
              <button
                key={name}
                type="button"
                aria-current={tab === name ? 'page' : undefined}
                onClick={() => setTab(name)}
              >
                {label}
              </button>
            ))}
          </nav>
        )}
        {shown && tab === 'comments' && <Comments side={side} />}
        {shown && tab === 'related' && <RelatedConversations entity={shown} />}
        {shown && attributes && tab === 'details' && !editing && (
          <OwnSurface person={person} container={container} blocks={none}>
            <h3>
              <Emojified text={attributes.title.text} />
            </h3>
            <EntityActions entity={shown} />
            <EntityFields entity={shown} />
            <div className="actions">
              {editableFields(shown).length > 0 && (
                <button type="button" className="button" onClick={() => setEditing(true)}>
                  Edit details
                </button>
              )}
              <button type="button" className="button" onClick={refresh}>
                Refresh
              </button>
              <OutsideLink href={shown.url}>Open the link</OutsideLink>
            </div>
          </OwnSurface>
        )}
        {shown && tab === 'details' && editing && (
          <EntityEditForm entity={shown} side={side} onDone={() => setEditing(false)} />
        )}
      </div>
    </SidePane>
  );
}
