/** Ends a sentence with a full stop, unless its last words brought an end with them. */
export function ended(sentence: string): string {
  return /[.?!…]$/u.test(sentence) ? sentence : `${sentence}.`;
}
