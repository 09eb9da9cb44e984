import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CardMessage } from '../../src/cards/block-kit/blocks.ts';
import { messages } from '../cards/every-surface.ts';

const document = new URL('../../docs/gallery.md', import.meta.url);
const heading = '## Ten cards, their first six lines\n';

/** The answers of each card: how bad, who is on it, what now. All ten are of open incidents for which people were paged. */
const answers: Partial<Record<keyof typeof messages, readonly [string, string, string]>> = {
  card: ['Critical', '1 of 2 paged have acknowledged: Ana Pérez', 'Failover waits for approval'],
  'card-led': ['Critical', 'Lead: Ana Pérez', 'Failover waits for approval'],
  'card-unacknowledged': ['Critical', 'Nobody has acknowledged', 'Nobody has acknowledged'],
  'card-crowded': ['Critical', 'Nobody has acknowledged', 'failed at step 3 of 7'],
  'card-alarm': ['Critical', '1 of 2 paged have acknowledged: Ana Pérez', 'Failover waits for approval'],
  'card-alarm-normal': ['Critical', '1 of 2 paged have acknowledged: Ana Pérez', 'back to normal'],
  'card-on-it': ['Critical', 'Ada Lovelace is on it', 'The page is not acknowledged'],
  'card-nobody-leads': ['Critical', 'Nobody has acknowledged', 'Nobody has acknowledged'],
  'card-links': ['Critical', '1 of 2 paged have acknowledged: Ana Pérez', 'step 3 of 7'],
  'card-hostile': ['Critical', '1 of 2 paged have acknowledged: Ana Pérez', 'failed'],
};

/** What a reader sees of the first blocks, line by line. */
function firstLines({ blocks }: CardMessage): string[] {
  const texts = blocks.flatMap((block) =>
    block.type === 'header' || block.type === 'section' ? [block.text.text] : [],
  );
  return texts
    .join('\n')
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<#\w+>/g, '#room')
    .replace(/[*_]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .split('\n')
    .slice(0, 6);
}

const cards = Object.entries(answers).map(([name, wanted]) => {
  const lines = firstLines(messages[name as keyof typeof messages] as CardMessage);
  return { name, wanted, lines };
});

test.each(cards)('how bad, who is on it and what now stand in the first six lines of $name', ({ lines, wanted }) => {
  for (const answer of wanted) expect(lines.join('\n')).toContain(answer);
});

test('docs/gallery.md shows these lines (UPDATE_GOLDEN=1 writes them)', () => {
  const sections = cards.map(
    ({ name, lines, wanted: [bad, who, what] }) =>
      `\`${name}\`: ${bad} · ${who} · ${what}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`,
  );
  const intro =
    'Each is of an open incident for which people were paged, and answers how bad it is, who is on it and what now, in this\norder:\n';
  const written = [heading, intro, ...sections].join('\n');
  const [before = ''] = readFileSync(document, 'utf8').split(heading);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(document, `${before.trimEnd()}\n\n${written}`);
  expect(readFileSync(document, 'utf8')).toBe(`${before.trimEnd()}\n\n${written}`);
});
