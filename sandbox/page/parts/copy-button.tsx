import { useState } from 'react';
import { Icon } from './icon.tsx';

/** Copies a text and confirms it for a moment. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className="button button-quiet" onClick={() => void copy()} title={text}>
      <Icon name="copy" />
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </button>
  );
}
