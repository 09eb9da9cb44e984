import { documents, type Fence } from './documents.ts';

/** Programs that people are told to run; what else stands between backticks in a sentence is no command. */
const program = /^(npm|npx|node|aws|docker|git|rm|curl|sqlite3|df|ls) /;

/** Blocks of shell commands, each to be run as a whole. */
export const scripts: readonly Fence[] = documents.flatMap(({ fences }) =>
  fences.filter(({ language }) => language === 'sh'),
);

/** The commands of a script, without what is remarked behind them. */
export function commandsOf(script: string): string[] {
  const lines = script.replaceAll(/ ?\\\n\s*/g, ' ').split('\n');
  return lines
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .flatMap((line) => line.split(' && '))
    .filter((line) => line !== '');
}

/** Commands within sentences and tables. */
export const inlineCommands: readonly string[] = [
  ...new Set(documents.flatMap(({ inline }) => inline.filter((code) => program.test(code)).flatMap(commandsOf))),
];

/** All commands that the documents tell people to run. */
export const shellCommands: readonly string[] = [
  ...new Set([...scripts.flatMap(({ text }) => commandsOf(text)), ...inlineCommands]),
];
