import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Popup } from '../parts/popup.tsx';
import { PickerList } from './picker-list.tsx';
import { filterOptions, type PickerGroup, type PickerOption } from './picker-option.ts';
import type { Slot } from './slot.ts';

interface PickerProps {
  label: string;
  placeholder: string;
  groups: readonly PickerGroup[];
  chosen: readonly PickerOption[];
  multi: boolean;
  /** Maximum number of selected options. */
  most?: number | undefined;
  disabled: boolean;
  busy: boolean;
  field: Slot['field'];
  onChange: (chosen: PickerOption[]) => void;
  /** Called with the typed text, when the options come from the app. */
  onSearch?: ((text: string) => void) | undefined;
  /** Shown in place of the options. */
  note?: string | undefined;
}

/** A select: type to filter, arrow keys to move, Enter to choose. With `multi` the selection is shown as chips. */
export function Picker(props: PickerProps) {
  const { label, placeholder, chosen, multi, disabled, busy, field, onChange, onSearch, note } = props;
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState<string>();
  const [at, setAt] = useState(0);
  const open = typed !== undefined;
  const groups = onSearch ? props.groups : filterOptions(props.groups, typed ?? '');
  const options = groups.flatMap((group) => group.options);
  const isChosen = (option: PickerOption) => chosen.some((other) => other.key === option.key);

  const search = (text: string) => {
    setTyped(text);
    setAt(0);
    onSearch?.(text);
  };
  const close = () => setTyped(undefined);
  const pick = (option: PickerOption) => {
    if (!multi) {
      onChange([option]);
      close();
    } else if (isChosen(option)) onChange(chosen.filter((other) => other.key !== option.key));
    else if (chosen.length < (props.most ?? Number.POSITIVE_INFINITY)) onChange([...chosen, option]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const option = options[at];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) search('');
      else setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % Math.max(options.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!open) search('');
      else if (option) pick(option);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
    else if (event.key === 'Backspace' && multi && !typed) onChange(chosen.slice(0, -1));
  };

  return (
    <div ref={box} className={`picker ${multi ? 'picker-multi' : ''}`}>
      {multi &&
        chosen.map((option) => (
          <span className="picker-chip" key={option.key}>
            {option.text}
            <button type="button" aria-label={`Remove ${option.text}`} onClick={() => pick(option)} disabled={disabled}>
              ×
            </button>
          </span>
        ))}
      <input
        {...field}
        aria-label={field ? undefined : label}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && options[at] ? `${listId}-${at}` : undefined}
        aria-autocomplete="list"
        aria-busy={busy}
        autoComplete="off"
        disabled={disabled}
        value={typed ?? (multi ? '' : (chosen[0]?.text ?? ''))}
        placeholder={(open && !multi && chosen[0]?.text) || placeholder}
        onClick={() => !open && search('')}
        onChange={(event) => search(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Icon name="down" />
      {open && (
        <Popup anchor={box} onClose={close} matchWidth className="picker-popup">
          <PickerList
            id={listId}
            label={label}
            groups={groups}
            active={options[at]}
            multi={multi}
            isChosen={isChosen}
            onPick={pick}
            note={note ?? (options.length === 0 ? 'Nothing found' : undefined)}
          />
        </Popup>
      )}
    </div>
  );
}
