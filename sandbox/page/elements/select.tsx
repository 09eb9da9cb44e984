import type { ElementLike } from '../forms/element-value.ts';
import { useWorkspace } from '../state/page-context.ts';
import { plainText } from '../text/plain-text.ts';
import { Picker } from './picker.tsx';
import { fromOptionObject, type PickerGroup, type PickerOption, readGroups } from './picker-option.ts';
import { useSlot } from './slot.ts';
import { useElement } from './use-element.ts';
import { useSuggestions } from './use-suggestions.ts';
import { workspaceOptions } from './workspace-options.ts';

/** A select with the options of its block. */
export function StaticSelect({ element }: { element: ElementLike }) {
  return <Select element={element} groups={readGroups(element)} read={fromOptionObject} />;
}

/** A select of people, channels or conversations. */
export function WorkspaceSelect({ element }: { element: ElementLike }) {
  const options = workspaceOptions(element, useWorkspace());
  const read = (id: unknown) =>
    options.find((option) => option.key === id) ?? { key: String(id), text: String(id), source: id };
  return <Select element={element} groups={[{ options }]} read={read} />;
}

/** A select whose options come from the app, by the typed text. */
export function ExternalSelect({ element }: { element: ElementLike }) {
  const { groups, search, note } = useSuggestions(element);
  return <Select element={element} groups={groups} read={fromOptionObject} onSearch={search} note={note} />;
}

interface SelectProps {
  element: ElementLike;
  groups: readonly PickerGroup[];
  /** Converts the element's value to the picker's selection. */
  read: (held: unknown) => PickerOption;
  onSearch?: (text: string) => void;
  note?: string | undefined;
}

function Select({ element, groups, read, onSearch, note }: SelectProps) {
  const { content, change, busy, disabled } = useElement(element);
  const { field } = useSlot();
  const multi = element.type.startsWith('multi_');
  const held = Array.isArray(content) ? content : content === null ? [] : [content];
  const placeholder = plainText(element.placeholder) || (multi ? 'Choose some' : 'Choose one');
  return (
    <Picker
      label={placeholder}
      placeholder={placeholder}
      groups={groups}
      chosen={held.map(read)}
      multi={multi}
      most={typeof element.max_selected_items === 'number' ? element.max_selected_items : undefined}
      disabled={disabled}
      busy={busy}
      field={field}
      onChange={(chosen) => change(multi ? chosen.map((option) => option.source) : (chosen[0]?.source ?? null))}
      onSearch={onSearch}
      note={note}
    />
  );
}
