import type { PageCommand } from '../../page-api.ts';

export interface CommandHint {
  /** The text that picking the hint inserts. */
  text: string;
  /** The rest of the command's form, for example `<arn>`. */
  usage: string;
  description: string;
}

/** The commands that start with the typed text; none once the user types the arguments. */
export function commandHints(typed: string, commands: readonly PageCommand[]): CommandHint[] {
  if (!typed.startsWith('/') || typed.includes('\n')) return [];
  const beginning = typed.toLowerCase();
  return commands.map(hintOf).filter((hint) => hint.text.startsWith(beginning) && hint.text !== beginning);
}

/** The literal words up to the first placeholder are inserted; the rest is only shown. */
function hintOf({ usage, description }: PageCommand): CommandHint {
  const [text = ''] = /^\/\S*(?: +[a-z][\w-]*(?! *\|))*(?: +(?=\S))?/.exec(usage) ?? [];
  return { text, usage: usage.slice(text.length), description };
}
