import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { Icon } from '../parts/icon.tsx';

interface DialogProps {
  title: string;
  /** Called for Escape and for the close button. */
  onClose: () => void;
  className?: string;
  role?: 'alertdialog';
  /** When this changes, focus moves to the first field again. */
  focusKey?: string;
  children: ReactNode;
}

const firstField =
  'input:not([type=hidden]):not([disabled]), textarea, select, [role=combobox], .dialog-body button, footer button';

/** The browser's own modal dialog: everything behind it is inert, and focus returns to where it was. */
export function Dialog({ title, onClose, className = '', role, focusKey = '', children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: focusKey says when the content is another
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const visible = (selector: string) =>
      [...dialog.querySelectorAll<HTMLElement>(selector)].find((field) => field.checkVisibility());
    (visible('[data-autofocus]') ?? visible(firstField) ?? dialog).focus();
  }, [focusKey]);
  return (
    <dialog
      ref={element}
      className={`dialog ${className}`}
      role={role}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-header">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
