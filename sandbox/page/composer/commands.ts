import type { PageCommand } from '../../page-api.ts';

export interface CommandHint {
  /** What picking the hint writes. */
  text: string;
  /** What stands behind it, for example `<arn>`. */
  usage: string;
  description: string;
}

/** The commands and their first words that begin like what is typed; none once the rest is being written. */
export function commandHints(typed: string, commands: readonly PageCommand[]): CommandHint[] {
  if (!typed.startsWith('/') || typed.includes('\n')) return [];
  const beginning = typed.toLowerCase();
  return commands.map(hintOf).filter((hint) => hint.text.startsWith(beginning) && hint.text !== beginning);
}

/** The words up to the first that stands for something else are written; the rest is only shown. */
function hintOf({ usage, description }: PageCommand): CommandHint {
  const [text = ''] = /^\/\S*(?: +[a-z][\w-]*(?! *\|))*(?: +(?=\S))?/.exec(usage) ?? [];
  return { text, usage: usage.slice(text.length), description };
}
