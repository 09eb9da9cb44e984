import { type CommandFacts, helpGroups } from '../../actions.ts';
import { type CardBlock, type CardMessage, context, section } from '../block-kit/blocks.ts';
import { code, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

type HelpEntry = Pick<CommandFacts, 'usage' | 'does' | 'group'>;

export interface HelpOptions {
  /** The slash command, for example `/incident`. */
  command: string;
  /** What was typed and not understood, and the command that is nearest to it. */
  unknown?: { word: string; nearest?: string };
  /** Whether the person may change incidents. */
  canWrite: boolean;
}

/** All commands by group; after a typo the nearest one first. */
export function helpCard(entries: readonly HelpEntry[], options: HelpOptions): CardMessage {
  const { command, unknown, canWrite } = options;
  const slip = unknown === undefined ? undefined : slipLine(command, unknown);
  const blocks: CardBlock[] = slip === undefined ? [] : [section(slip)];
  for (const [group, title] of Object.entries(helpGroups)) {
    const lines = entries
      .filter((entry) => entry.group === group)
      .map(({ usage, does }) => mrkdwn`${code(`${command} ${usage}`)} ${truncate(does, 150)}`);
    if (lines.length > 0) blocks.push(section(join([mrkdwn`*${title}*`, ...lines], '\n')));
  }
  blocks.push(
    context(
      canWrite
        ? mrkdwn`Paste an incident's ARN or console link anywhere and its card follows.`
        : mrkdwn`You can read, watch and refresh here. Changing incidents is for incident editors.`,
    ),
  );
  const text =
    slip ?? mrkdwn`${command} shows incidents and keeps their cards current. ${entries.length} commands follow.`;
  return { text: text.text, blocks };
}

/** What was not understood, and what may have been meant. */
function slipLine(command: string, { word, nearest }: { word: string; nearest?: string }): Mrkdwn {
  const meant = nearest === undefined ? '' : mrkdwn` Did you mean ${nearest}?`;
  return mrkdwn`I don't know "${truncate(word, 40)}".${meant} ${command} help lists everything.`;
}
