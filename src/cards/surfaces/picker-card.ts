import { elementIds } from '../block-kit/action-ids.ts';
import { actions, type CardMessage, section } from '../block-kit/blocks.ts';
import { type Choice, choiceMenu } from '../modals/inputs.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { troubleLine, troubleText } from './incident-list.ts';

export interface PickerOptions {
  /** The question. Untrusted. */
  question: string;
  choices: readonly Choice[];
  /** Returned with the choice; at most 255 characters. */
  blockId: string;
  /** What could not be read, so that an incomplete list does not look complete. */
  trouble?: string;
}

/** Asks the requester which incident a command is about. */
export function pickerCard({ question, choices, blockId, trouble }: PickerOptions): CardMessage {
  const asked = truncate(question, 500);
  if (choices.length === 0) {
    const line = mrkdwn`${asked} None is open. Paste the ARN of a resolved one behind the command.`;
    return { text: mrkdwn`${line}${troubleText(trouble)}`.text, blocks: [section(line), ...troubleLine(trouble)] };
  }
  const line = mrkdwn`${asked} Choose one, or paste its ARN behind the command.`;
  return {
    text: mrkdwn`${line}${troubleText(trouble)}`.text,
    blocks: [
      section(line),
      ...troubleLine(trouble),
      { ...actions([choiceMenu(elementIds.pick, 'Search open incidents', choices)]), block_id: blockId },
    ],
  };
}
