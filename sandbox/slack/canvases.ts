import type { SlackState } from './state.ts';

/** A canvas as Slack stores it: its content in blocks, whose ids change with each edit. */
export interface Canvas {
  id: string;
  title: string;
  /** The channel whose tab it is. */
  channel?: string;
  sections: { id: string; markdown: string }[];
}

/** The longest content, in characters. */
export const longestMarkdown = 1_048_576;
/** The most cells of a table. */
const mostCells = 300;

/** Why content is refused, as the `detail` of the error; `undefined`: it is not. @see https://docs.slack.dev/surfaces/canvases */
export function refusedMarkdown(markdown: string): string | undefined {
  const lines = markdown.split('\n');
  const inQuote = lines.findIndex((line) => /^>\s*([-*]|\d+[.)])\s/.test(line));
  if (inQuote >= 0) return `Unsupported block type (list) within quote block, line ${inQuote + 1}`;
  if (lines.some((line) => /^#{4,}\s/.test(line))) return 'Unsupported heading depth';
  const cells = lines.filter((line) => /^\|.*\|$/.test(line)).map((line) => line.split('|').length - 2);
  return cells.reduce((sum, count) => sum + count, 0) > mostCells ? 'Table exceeds 300 cells' : undefined;
}

/** Content as sections: what blank lines part, and headings of their own. */
export const sectionsOf = (state: SlackState, markdown: string): Canvas['sections'] =>
  markdown
    .split(/\n{2,}/)
    .flatMap((block) => block.split(/(?<=^#{1,3} .*)\n/m))
    .filter((block) => block.trim() !== '')
    .map((block) => ({ id: `temp:C:${state.newSecret(32)}`, markdown: block }));

/** Gives all sections new ids, as each edit does. */
export const renewed = (state: SlackState, sections: Canvas['sections']): Canvas['sections'] =>
  sections.map(({ markdown }) => ({ id: `temp:C:${state.newSecret(32)}`, markdown }));

export const markdownOf = ({ sections }: Canvas): string => sections.map(({ markdown }) => markdown).join('\n\n');
