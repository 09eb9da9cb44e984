import { inOrder } from '../parts/in-order.ts';
import { Emoji } from './emoji.tsx';

/** Plain text with `:short_names:` rendered as emoji. */
export function Emojified({ text }: { text: string }) {
  const parts = text.split(/(:[a-z0-9_+'-]{1,60}:)/);
  return inOrder(parts, (part, index) => (index % 2 === 1 ? <Emoji name={part.slice(1, -1)} /> : part));
}
