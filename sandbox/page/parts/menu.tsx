import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { safeHref } from '../text/safe-href.ts';
import { inOrder } from './in-order.ts';
import { Popup } from './popup.tsx';

export interface MenuItem {
  label: ReactNode;
  description?: ReactNode;
  /** Opened in a new tab in addition to the selection. */
  href?: string | undefined;
  danger?: boolean;
  /** For a radio item: whether it is the selected one. */
  checked?: boolean;
  onSelect: () => void;
}

interface MenuProps {
  /** The button's label for screen readers. */
  label: string;
  trigger: ReactNode;
  className?: string;
  disabled?: boolean;
  items: readonly MenuItem[];
  /** Content above the items. */
  heading?: ReactNode;
}

/** A button that opens a menu. Arrow keys move, Enter picks, Escape closes. */
export function Menu({ label, trigger, className = 'icon-button', disabled, items, heading }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const pick = (item: MenuItem) => {
    setOpen(false);
    button.current?.focus();
    if (safeHref(item.href)) window.open(item.href, '_blank', 'noopener,noreferrer');
    item.onSelect();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') setOpen(false);
    else moveFocus(event);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        <Popup anchor={button} onClose={() => setOpen(false)} className="menu" onKeyDown={onKeyDown}>
          {heading && <div className="menu-heading">{heading}</div>}
          <MenuItems label={label} items={items} onPick={pick} />
        </Popup>
      )}
    </>
  );
}

function MenuItems(props: { label: string; items: readonly MenuItem[]; onPick: (item: MenuItem) => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('button')?.focus();
  }, []);
  return (
    <div ref={list} role="menu" aria-label={props.label}>
      {inOrder(props.items, (item) => (
        <button
          type="button"
          {...(item.checked === undefined
            ? { role: 'menuitem' as const }
            : { role: 'menuitemradio' as const, 'aria-checked': item.checked })}
          className={item.danger ? 'menu-item menu-item-danger' : 'menu-item'}
          onClick={() => props.onPick(item)}
        >
          <span>{item.label}</span>
          {item.description && <small>{item.description}</small>}
        </button>
      ))}
    </div>
  );
}

function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  buttons.at((at + step) % buttons.length)?.focus();
}
