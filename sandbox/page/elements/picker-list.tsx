import { useEffect, useRef } from 'react';
import { inOrder } from '../parts/in-order.ts';
import type { PickerGroup, PickerOption } from './picker-option.ts';

interface PickerListProps {
  id: string;
  label: string;
  groups: readonly PickerGroup[];
  active: PickerOption | undefined;
  multi: boolean;
  isChosen: (option: PickerOption) => boolean;
  onPick: (option: PickerOption) => void;
  note: string | undefined;
}

/** The open list of a picker. Focus stays in the input, which refers to the active option. */
export function PickerList({ id, label, groups, active, multi, isChosen, onPick, note }: PickerListProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the active option says when to scroll
  useEffect(() => {
    list.current?.querySelector('.picker-active')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const numbers = new Map(groups.flatMap((group) => group.options).map((option, index) => [option, index]));
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} aria-multiselectable={multi} tabIndex={-1}>
      {note ? <div className="picker-note">{note}</div> : null}
      {inOrder(groups, (group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot group options
        <div role="group" aria-label={group.label}>
          {group.label && <div className="picker-group">{group.label}</div>}
          {group.options.map((option) => (
            <div
              key={option.key}
              id={`${id}-${numbers.get(option)}`}
              role="option"
              tabIndex={-1}
              aria-selected={isChosen(option)}
              className={option === active ? 'picker-option picker-active' : 'picker-option'}
              onPointerDown={(event) => {
                event.preventDefault();
                onPick(option);
              }}
            >
              {option.text}
              {option.description && <small>{option.description}</small>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
