import { distance } from 'fastest-levenshtein';
import { beginsWithTarget } from '../targets/incident-target.ts';

/** A slash command's text, understood as far as the command's name. */
export type CommandLine =
  | { kind: 'known'; name: string; rest: string }
  | { kind: 'target'; rest: string }
  | { kind: 'unknown'; word: string; nearest?: string };

/** Blanks, and characters that show nothing: keyboards and editors leave both. */
const blank = /[\s\p{Default_Ignorable_Code_Point}]/u;
const blanks = /^[\s\p{Default_Ignorable_Code_Point}]+/u;
/** Longer words are no typos. */
const longestWord = 40;

/**
 * Tells which command a text means: the first word is a command's name, or the text names an incident.
 * @param names all commands there are
 */
export function parseCommandLine(text: string, names: readonly string[]): CommandLine {
  const trimmed = text.replace(blanks, '').trim();
  if (trimmed === '') return { kind: 'known', name: 'help', rest: '' };
  const word = trimmed.split(blank, 1)[0] ?? '';
  const name = word.toLowerCase();
  const rest = trimmed.slice(word.length).trim();
  if (names.includes(name)) return { kind: 'known', name, rest };
  if (beginsWithTarget(trimmed)) return { kind: 'target', rest: trimmed };
  const nearest = nearestOf(name.slice(0, longestWord), names);
  return { kind: 'unknown', word: word.slice(0, longestWord), ...(nearest && { nearest }) };
}

/** The name that is two slips of the finger away or nearer; for short words one. */
function nearestOf(word: string, names: readonly string[]): string | undefined {
  const ranked = names.map((name) => ({ name, slips: distance(word, name) })).sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= (word.length <= 4 ? 1 : 2) ? best.name : undefined;
}
