import { type CommandFacts, type HelpGroup, helpGroups } from '../../actions/action-facts.ts';
import { elementIds } from '../block-kit/action-ids.ts';
import { actions, button, type CardBlock, type CardMessage, context, section } from '../block-kit/blocks.ts';
import { code, join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

type HelpEntry = Pick<CommandFacts, 'usage' | 'does' | 'group'>;

export interface HelpOptions {
  /** The slash command, for example `/incident`. */
  command: string;
  /** Whether the requester may change incidents. */
  canWrite: boolean;
  /** The group to show first. Default: the order of the table. */
  first?: HelpGroup;
}

/** All commands by group. */
export function helpCard(entries: readonly HelpEntry[], { command, canWrite, first }: HelpOptions): CardMessage {
  const blocks: CardBlock[] = [];
  const groups = Object.keys(helpGroups) as HelpGroup[];
  for (const group of [...groups].sort((one, other) => Number(other === first) - Number(one === first))) {
    const lines = entries
      .filter((entry) => entry.group === group)
      .map(({ usage, does }) => mrkdwn`${code(`${command} ${usage}`)} ${truncate(does, 150)}`);
    if (lines.length > 0) blocks.push(section(join([mrkdwn`*${helpGroups[group]}*`, ...lines], '\n')));
  }
  blocks.push(
    context(
      canWrite
        ? mrkdwn`Paste an incident's ARN or console link anywhere and its card follows.`
        : mrkdwn`You can read, watch and refresh here. Changing incidents is for incident editors.`,
    ),
  );
  const text = mrkdwn`${command} shows incidents and keeps their cards current. ${entries.length} commands follow.`;
  return { text: text.text, blocks };
}

/** An unknown command, and the nearest known one. Untrusted. */
export interface UnknownCommand {
  word: string;
  nearest?: string;
}

/** The answer to an unknown command: the nearest one, and a button for help. */
export function unknownCommandCard({ word, nearest }: UnknownCommand): CardMessage {
  const meant = nearest === undefined ? '' : mrkdwn` Did you mean ${code(nearest)}?`;
  const line = mrkdwn`I don't know "${truncate(word, 40)}".${meant}`;
  const help = button(elementIds.help, 'Help', { label: 'Help: all commands' });
  return { text: line.text, blocks: [section(line), actions([help])] };
}
