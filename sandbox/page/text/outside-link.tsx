import type { ReactNode } from 'react';
import { safeHref } from './safe-href.ts';

/** A link that opens in a new tab; plain text when its scheme is not allowed. */
export function OutsideLink(props: { href: unknown; className?: string; children: ReactNode }) {
  const href = safeHref(props.href);
  if (href === undefined) return <span className={props.className}>{props.children}</span>;
  return (
    <a className={props.className} href={href} target="_blank" rel="noopener noreferrer">
      {props.children}
    </a>
  );
}
