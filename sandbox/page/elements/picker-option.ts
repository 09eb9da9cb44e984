import { plainText } from '../text/plain-text.ts';

/** One option. `source` is what the app receives. */
export interface PickerOption {
  key: string;
  text: string;
  description?: string | undefined;
  source: unknown;
}

export interface PickerGroup {
  label?: string | undefined;
  options: readonly PickerOption[];
}

/** An option object of Block Kit. */
export function fromOptionObject(option: unknown): PickerOption {
  const { text, value, description } = (option ?? {}) as Record<string, unknown>;
  const words = plainText(text);
  return { key: String(value ?? words), text: words, description: plainText(description) || undefined, source: option };
}

/** The options of an element or a response: `options`, or `option_groups`. */
export function readGroups(lists: object): PickerGroup[] {
  const { options: single, option_groups: several } = lists as { options?: unknown; option_groups?: unknown };
  const options = (list: unknown) => (Array.isArray(list) ? list.map(fromOptionObject) : []);
  if (!Array.isArray(several)) return [{ options: options(single) }];
  return several.map((group: Record<string, unknown>) => ({
    label: plainText(group.label),
    options: options(group.options),
  }));
}

/** The options that contain every typed word; empty groups are left out. */
export function filterOptions(groups: readonly PickerGroup[], typed: string): PickerGroup[] {
  const words = typed.toLowerCase().split(/\s+/);
  const fits = ({ text, description = '' }: PickerOption) =>
    words.every((word) => `${text} ${description}`.toLowerCase().includes(word));
  return groups
    .map((group) => ({ ...group, options: group.options.filter(fits) }))
    .filter((group) => group.options.length > 0);
}
