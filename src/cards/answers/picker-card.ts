import { elementIds } from '../block-kit/action-ids.ts';
import { actions, type CardMessage, section } from '../block-kit/blocks.ts';
import { type Choice, choiceMenu } from '../modals/inputs.ts';
import { troubleLine, troubleText } from '../surfaces/incident-list.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

export interface PickerOptions {
  /** The question. Untrusted. */
  question: string;
  /** How to answer, shown when there are choices. */
  hint: string;
  choices: readonly Choice[];
  /** Returned with the choice; at most 255 characters. */
  blockId: string;
  /** Which incidents are offered. */
  offers: 'open' | 'resolved';
  /** What could not be read, so that an incomplete list does not look complete. */
  trouble?: string;
}

/** Asks the requester which incident a command is about. */
export function pickerCard({ question, hint, choices, blockId, offers, trouble }: PickerOptions): CardMessage {
  const asked = truncate(question, 500);
  if (choices.length === 0) {
    const other = offers === 'open' ? 'a resolved' : 'an older';
    const line = mrkdwn`${asked} No incident is ${offers}. Add the ARN of ${other} one to the command.`;
    return { text: mrkdwn`${line}${troubleText(trouble)}`.text, blocks: [section(line), ...troubleLine(trouble)] };
  }
  const line = mrkdwn`${asked} ${hint}`;
  return {
    text: mrkdwn`${line}${troubleText(trouble)}`.text,
    blocks: [
      section(line),
      ...troubleLine(trouble),
      { ...actions([choiceMenu(elementIds.pick, `Search ${offers} incidents`, choices)]), block_id: blockId },
    ],
  };
}
