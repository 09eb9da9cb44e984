import { emojiCharacters } from './emoji-characters.ts';

/** A text object as one plain string: for labels, placeholders and options. */
export function plainText(text: unknown): string {
  const words = typeof text === 'object' && text !== null ? (text as { text?: unknown }).text : text;
  if (typeof words !== 'string') return '';
  return words.replace(/:([a-z0-9_+'-]{1,60}):/g, (code, name: string) => emojiCharacters.get(name) ?? code);
}
