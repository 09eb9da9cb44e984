import { BlockList } from '../blocks/block-list.tsx';
import { OwnSurface } from '../elements/surface.tsx';
import { isEntity } from '../entities/entity.ts';
import { WorkObjectCard } from '../entities/work-object-card.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { LinkPreview } from '../state/page-state.ts';

const none: readonly unknown[] = [];

/** Previews of the unfurls of an unsent message. Their elements are disabled. */
export function LinkPreviews({ previews }: { previews: readonly LinkPreview[] }) {
  const { person } = usePageState();
  const { dispatch } = usePageTools();
  return previews.map(({ url, blocks = none, entity }) => (
    <section key={url} className="link-preview" aria-label={`Preview of ${url}`}>
      {isEntity(entity) ? (
        <WorkObjectCard entity={entity} person={person} />
      ) : (
        <OwnSurface person={person} container={undefined} blocks={blocks}>
          <BlockList blocks={blocks} />
        </OwnSurface>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Remove preview"
        onClick={() => dispatch({ type: 'preview_dismissed', url })}
      >
        <Icon name="cross" />
      </button>
    </section>
  ));
}
