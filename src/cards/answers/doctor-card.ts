import { type CardMessage, context, header, section } from '../block-kit/blocks.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { code, join, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';

/** The result of one check of the configuration. */
export interface Checked {
  /** `note`: the app works, with less. */
  state: 'ok' | 'note' | 'fix';
  subject: string;
  found: string;
  /** The command to run, or the page to open. */
  fix?: string;
}

const shown = 15;
const longestLine = 1200;

/** The problems of the app's configuration, each with its fix, for the requester. */
export function doctorCard(all: readonly Checked[]): CardMessage {
  const wrong = [...all.filter(({ state }) => state === 'fix'), ...all.filter(({ state }) => state === 'note')];
  const fixes = all.filter(({ state }) => state === 'fix').length;
  const fine = all.filter(({ state }) => state === 'ok');
  const text = mrkdwn`${fixes === 0 ? 'Nothing to fix' : `${fixes} to fix`}. ${all.length} checks, nothing was changed.`;
  const rows = wrong.slice(0, shown).map(({ state, subject, found, fix }) => {
    const line = mrkdwn`${state === 'fix' ? '🔧' : 'ℹ️'} ${brief(subject, 100)}: ${brief(found, 500)}`;
    return section(join([line, fix === undefined ? undefined : code(brief(fix, longestLine))], '\n'));
  });
  const rest = wrong.length - rows.length;
  const blocks = fitMessage(
    [
      { blocks: [header('Doctor'), section(text)] },
      { blocks: rows, shorter: [() => rows.slice(0, 5), () => rows.slice(0, 2)], yields: 1 },
      { blocks: rest > 0 ? [section(mrkdwn`${rest} more: npm run doctor shows all`)] : [] },
      {
        blocks:
          fine.length === 0
            ? []
            : [context(mrkdwn`Fine: ${brief(fine.map(({ subject }) => subject).join(', '), 800)}`)],
      },
    ],
    text.text.length,
  );
  return { text: text.text, blocks };
}
