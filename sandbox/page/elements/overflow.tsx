import type { ElementLike } from '../forms/element-value.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { plainText } from '../text/plain-text.ts';
import { useElement } from './use-element.ts';

/** The overflow menu. */
export function Overflow({ element }: { element: ElementLike }) {
  const { act, busy, disabled } = useElement(element);
  const options = (Array.isArray(element.options) ? element.options : []) as Record<string, unknown>[];
  return (
    <Menu
      label={plainText(element.accessibility_label) || 'More actions'}
      trigger={<Icon name="dots" />}
      className={`button button-square ${busy ? 'button-busy' : ''}`}
      disabled={disabled}
      items={options.map((option) => ({
        label: plainText(option.text),
        description: plainText(option.description),
        href: typeof option.url === 'string' ? option.url : undefined,
        onSelect: () => void act({ selected_option: option }),
      }))}
    />
  );
}
