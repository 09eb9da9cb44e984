import type { ElementLike } from '../forms/element-value.ts';
import { Spinner } from '../parts/spinner.tsx';
import { plainText } from '../text/plain-text.ts';
import { safeHref } from '../text/safe-href.ts';
import { useElement } from './use-element.ts';

const styles: Record<string, string> = { primary: 'button-primary', danger: 'button-danger' };

/** A button of Block Kit. One with a `url` opens it in a new tab and notifies the app too, as in Slack. */
export function Button({ element }: { element: ElementLike }) {
  const { act, busy, disabled } = useElement(element);
  const label = typeof element.accessibility_label === 'string' ? element.accessibility_label : undefined;
  const href = safeHref(element.url);
  const className = `button ${styles[String(element.style)] ?? ''}`;
  const { text, value, style } = element;
  const press = () => act({ text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) });
  const words = plainText(text);

  if (href !== undefined && !element.confirm) {
    return (
      <a className={className} href={href} target="_blank" rel="noopener noreferrer" aria-label={label} onClick={press}>
        {words}
      </a>
    );
  }
  const pressAndOpen = async () => {
    if ((await press()) && href !== undefined) window.open(href, '_blank', 'noopener,noreferrer');
  };
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-busy={busy}
      disabled={disabled}
      onClick={() => void pressAndOpen()}
    >
      {busy && <Spinner />}
      {words}
    </button>
  );
}
