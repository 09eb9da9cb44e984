import type { EntityActionButton, EntityMetadata } from '@slack/types';
import { Button } from '../elements/button.tsx';
import { SlotContext } from '../elements/slot.ts';
import { useAct } from '../elements/use-act.ts';
import type { ElementLike } from '../forms/element-value.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';

const slot = { blockId: 'entity', dispatches: true };

/** A Work Object's buttons, with an overflow menu. */
export function EntityActions({ entity }: { entity: EntityMetadata }) {
  const { primary_actions: primary = [], overflow_actions: more = [] } = entity.entity_payload.actions ?? {};
  if (primary.length + more.length === 0) return null;
  return (
    <SlotContext value={slot}>
      <div className="actions">
        {primary.map((action) => (
          <Button key={action.action_id} element={asButton(action)} />
        ))}
        {more.length > 0 && <MoreActions actions={more} />}
      </div>
    </SlotContext>
  );
}

function MoreActions({ actions }: { actions: readonly EntityActionButton[] }) {
  const { act, disabled } = useAct();
  return (
    <Menu
      label="More actions"
      trigger={<Icon name="dots" />}
      className="button button-square"
      disabled={disabled}
      items={actions.map((action) => ({
        label: action.text,
        href: action.url,
        danger: action.style === 'danger',
        onSelect: () => void act(asButton(action), { text: action.text, value: action.value }),
      }))}
    />
  );
}

const asButton = (action: EntityActionButton): ElementLike => ({
  ...action,
  type: 'button',
  text: { type: 'plain_text', text: action.text },
});
