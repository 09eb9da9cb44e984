export interface CommandHint {
  /** What picking the hint writes. */
  text: string;
  /** What stands behind it, for example `<arn>`. */
  usage: string;
  description: string;
}

const incidentHints: readonly (readonly [verb: string, usage: string, description: string])[] = [
  ['', '<arn | console link | id>', 'Show an incident in this channel'],
  ['list', '[open | resolved | all]', 'List incidents'],
  ['watch', '<arn> [every 30m]', 'Follow an incident here, with status posts'],
  ['unwatch', '<arn>', 'Stop following it'],
  ['watching', '', 'What this channel follows'],
  ['timeline', '<arn>', 'Show what happened so far'],
  ['note', '<arn> <text>', 'Add a note to the timeline'],
  ['impact', '<arn> <1-5>', 'Change the impact'],
  ['resolve', '<arn>', 'Resolve an incident'],
  ['edit', '<arn>', 'Change title, summary or impact'],
  ['start', '', 'Start an incident from a response plan'],
  ['help', '', 'Everything the app understands'],
];

/** The commands and their first words that begin like what is typed; none once the rest is being written. */
export function commandHints(typed: string, commands: readonly string[]): CommandHint[] {
  if (!typed.startsWith('/') || typed.includes('\n')) return [];
  const hints = commands.flatMap((command): CommandHint[] => {
    if (command !== '/incident') return [{ text: `${command} `, usage: '', description: '' }];
    return incidentHints.map(([verb, usage, description]) => ({
      text: verb === '' ? '/incident ' : `/incident ${verb}${usage === '' ? '' : ' '}`,
      usage,
      description,
    }));
  });
  const beginning = typed.toLowerCase();
  return hints.filter((hint) => hint.text.startsWith(beginning) && hint.text !== beginning);
}
