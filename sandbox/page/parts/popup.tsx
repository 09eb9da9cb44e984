import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface PopupProps {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  className?: string;
  /** Makes the popup at least as wide as its anchor. */
  matchWidth?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

const gapPx = 4;
const marginPx = 8;

/** A box on top of everything, beside its anchor and inside the window. Closes on Escape and on a click elsewhere. */
export function Popup({ anchor, onClose, className = '', matchWidth, onKeyDown, children }: PopupProps) {
  const box = useRef<HTMLDivElement>(null);

  // Its size changes with its content, so it is placed after every render.
  useLayoutEffect(() => {
    if (anchor.current && box.current) place(box.current, anchor.current.getBoundingClientRect(), matchWidth === true);
  });
  useEffect(() => {
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('scroll', outside, true);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('scroll', outside, true);
      window.removeEventListener('resize', onClose);
    };
  }, [anchor, onClose]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens for keys of what is in it
    <div
      ref={box}
      popover="manual"
      className={`popup ${className}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onClose();
          anchor.current?.focus();
        } else onKeyDown?.(event);
      }}
    >
      {children}
    </div>
  );
}

function place(box: HTMLElement, anchor: DOMRect, matchWidth: boolean): void {
  if (!box.matches(':popover-open')) box.showPopover();
  if (matchWidth) box.style.minWidth = `${anchor.width}px`;
  const { width, height } = box.getBoundingClientRect();
  const below = window.innerHeight - anchor.bottom - gapPx - marginPx;
  const above = anchor.top - gapPx - marginPx;
  const top =
    height <= below || below >= above ? anchor.bottom + gapPx : Math.max(marginPx, anchor.top - gapPx - height);
  const left = Math.min(anchor.left, window.innerWidth - width - marginPx);
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(marginPx, left)}px`;
  box.style.maxHeight = `${Math.max(below, above, 120)}px`;
}
