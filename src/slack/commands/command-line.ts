import { distance } from 'fastest-levenshtein';
import { type CommandName, commandNames } from '../../actions.ts';
import { beginsWithTarget } from '../targets/incident-target.ts';

/** A slash command's text, understood as far as the command's name. */
export type CommandLine =
  | { kind: 'known'; name: CommandName; rest: string }
  | { kind: 'target'; rest: string }
  | { kind: 'unknown'; word: string; nearest?: CommandName };

/** Blanks, and characters that show nothing: keyboards and editors leave both. */
const blank = /[\s\p{Default_Ignorable_Code_Point}]/u;
const blanks = /^[\s\p{Default_Ignorable_Code_Point}]+/u;
/** Longer words are no typos. */
const longestWord = 40;

/** Tells which command a text means: the first word is a command's name, or the text names an incident. */
export function parseCommandLine(text: string): CommandLine {
  const trimmed = text.replace(blanks, '').trim();
  if (trimmed === '') return { kind: 'known', name: 'help', rest: '' };
  const word = trimmed.split(blank, 1)[0] ?? '';
  const name = word.toLowerCase();
  const rest = trimmed.slice(word.length).trim();
  const known = commandNames.find((each) => each === name);
  if (known !== undefined) return { kind: 'known', name: known, rest };
  if (beginsWithTarget(trimmed)) return { kind: 'target', rest: trimmed };
  const nearest = nearestOf(name.slice(0, longestWord));
  return { kind: 'unknown', word: word.slice(0, longestWord), ...(nearest && { nearest }) };
}

/** The command that is at most two typos away; for short words one. */
function nearestOf(word: string): CommandName | undefined {
  const ranked = commandNames.map((name) => ({ name, slips: distance(word, name) })).sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= (word.length <= 4 ? 1 : 2) ? best.name : undefined;
}
