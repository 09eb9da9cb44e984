import type { EntityMetadata } from '@slack/types';
import { useMemo } from 'react';
import { BlockList } from '../blocks/block-list.tsx';
import { HeldSurface } from '../elements/surface.tsx';
import { type ElementValue, heldContent } from '../forms/element-value.ts';
import { useForm } from '../forms/use-form.ts';
import { Failure } from '../parts/failure.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import type { Side } from '../state/page-state.ts';
import { editableFields } from './editable-fields.ts';

interface EntityEditFormProps {
  entity: EntityMetadata;
  side: Extract<Side, { kind: 'flexpane' }>;
  onDone: () => void;
}

/** The flexpane's fields as inputs; saved values are sent to the app. */
export function EntityEditForm({ entity, side, onDone }: EntityEditFormProps) {
  const { person } = usePageState();
  const { call } = usePageTools();
  const blocks = useMemo(() => editableFields(entity), [entity]);
  const form = useForm(blocks, async (values) => {
    const edited = Object.entries(values).map(([key, inputs]) => [key, bareValue(inputs[`${key}.input`])]);
    const place = { channel: side.channel, message_ts: side.ts, url: side.url };
    const answer = await call('entity/edit', { user: person, ...place, values: Object.fromEntries(edited) });
    if (answer.ok) onDone();
    return answer;
  });
  const { url: entity_url, external_ref } = entity;
  const surface = {
    person,
    container: { type: 'entity_detail', entity_url, external_ref } as const,
    blocks,
    ...form.held,
  };
  return (
    <form className="entity-form" noValidate onSubmit={form.submit}>
      <HeldSurface surface={surface}>
        <BlockList blocks={blocks} />
      </HeldSurface>
      <Failure reason={form.failure} />
      <div className="editor-buttons">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" aria-busy={form.busy}>
          {form.busy && <Spinner />} Save
        </button>
      </div>
    </form>
  );
}

/** The text, or the option's value, of an input. */
function bareValue(value: ElementValue | undefined): unknown {
  const content = value && heldContent(value);
  return typeof content === 'object' && content !== null && 'value' in content ? content.value : content;
}
