import { fc, test as property } from '@fast-check/vitest';
import type { RichTextBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { markdownToPlain } from '../../../src/cards/text/markdown-to-plain.ts';
import { markdownToRichText } from '../../../src/cards/text/markdown-to-rich-text.ts';
import { anyText } from '../arbitrary-view.ts';
import { blocksFaults, liveThings } from '../slack-limits.ts';

const text = (words: string, style?: object) => ({ type: 'text', text: words, ...(style && { style }) });
const sectionOf = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const link = (url: string, words: string, style?: object) => ({
  type: 'link',
  url,
  text: words,
  ...(style && { style }),
});
const list = (style: string, indent: number, ...items: string[]) => ({
  type: 'rich_text_list',
  style,
  indent,
  elements: items.map((item) => sectionOf(text(item))),
});

const elementsOf = (source: string, limit = 600) => markdownToRichText(source, { limit })?.elements;

/** What a reader sees. */
function visible(block: RichTextBlock | undefined): string {
  return [...JSON.stringify(block ?? {}).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)]
    .map((match) => JSON.parse(match[1] ?? '""'))
    .join('');
}

describe('Markdown becomes rich text', () => {
  test.each<[string, string, object[]]>([
    ['a heading is bold', '# A\nb', [sectionOf(text('A', { bold: true }), text('\nb'))]],
    [
      'emphasis',
      '**a** *b* ~~c~~ `d`',
      [
        sectionOf(
          text('a', { bold: true }),
          text(' '),
          text('b', { italic: true }),
          text(' '),
          text('c', { strike: true }),
          text(' '),
          text('d', { code: true }),
        ),
      ],
    ],
    ['a list', '- a\n- b', [list('bullet', 0, 'a', 'b')]],
    ['a list in a list', '- a\n  - b\n- c', [list('bullet', 0, 'a'), list('bullet', 1, 'b'), list('bullet', 0, 'c')]],
    ['a numbered list', '1. a\n2. b', [list('ordered', 0, 'a', 'b')]],
    ['a list that starts later keeps its numbers', '3. a\n4. b', [sectionOf(text('3. a'), text('\n4. b'))]],
    ['boxes', '- [ ] a\n- [x] b', [list('bullet', 0, '☐ a', '☑ b')]],
    ['code', '```sh\nls <!channel>\n```', [{ type: 'rich_text_preformatted', elements: [text('ls <!channel>')] }]],
    ['a quote', '> a\n> - b', [{ type: 'rich_text_quote', elements: [text('a\n• b')] }]],
    ['a table', '|a|b|\n|-|-|\n|1|2|', [{ type: 'rich_text_preformatted', elements: [text('a | b\n1 | 2')] }]],
    ['a link shows its host', '[a](https://b.example/x)', [sectionOf(link('https://b.example/x', 'a (b.example)'))]],
    ['a bare address is a link', 'https://b.example', [sectionOf(link('https://b.example/', 'https://b.example'))]],
    [
      'a long address is cut behind its host',
      `https://b.example/${'x'.repeat(100)}`,
      [sectionOf(link(`https://b.example/${'x'.repeat(100)}`, `https://b.example/${'x'.repeat(41)}…`))],
    ],
    [
      'a link by reference',
      '[a][1]\n\n[1]: https://b.example',
      [sectionOf(link('https://b.example/', 'a (b.example)'))],
    ],
    [
      'words that name another host are no link: the host it leads to is',
      '[console.aws.amazon.com](https://b.example)',
      [sectionOf(text('console.aws.amazon.com ('), link('https://b.example/', 'b.example'), text(')'))],
    ],
    [
      'so are words with a dot that only looks like one',
      '[console。aws](https://b.example)',
      [sectionOf(text('console。aws ('), link('https://b.example/', 'b.example'), text(')'))],
    ],
    [
      'and words that run from right to left',
      '[مرحبا](https://b.example)',
      [sectionOf(text('مرحبا ('), link('https://b.example/', 'b.example'), text(')'))],
    ],
    [
      'an address without its scheme',
      '[b.example/x](https://b.example/x)',
      [sectionOf(link('https://b.example/x', 'b.example/x'))],
    ],
    [
      'a host in foreign letters stands as it is asked for',
      '[а](https://аws.example)',
      [sectionOf(link('https://xn--ws-6kc.example/', 'а (xn--ws-6kc.example)'))],
    ],
    [
      'a link in bold',
      '**[a](https://b.example)**',
      [sectionOf(link('https://b.example/', 'a (b.example)', { bold: true }))],
    ],
    ['http is no link', '[a](http://b.example)', [sectionOf(text('a (http://b.example)'))]],
    ['a script is no link', '[a](javascript:alert(1))', [sectionOf(text('a (javascript:alert(1))'))]],
    ['a name before the host is no link', '[a](https://aws@b.example)', [sectionOf(text('a (https://aws@b.example)'))]],
    [
      'a host too long to be read is no link',
      `[a](https://${'b'.repeat(60)}.${'c'.repeat(20)}.example)`,
      [sectionOf(text(`a (https://${'b'.repeat(60)}.${'c'.repeat(20)}.example)`))],
    ],
    ['a host with marks in it is no link', '[a](https://b*c.example)', [sectionOf(text('a (https://b*c.example)'))]],
    ['an address in code is no link', '`https://b.example`', [sectionOf(text('https://b.example', { code: true }))]],
    ['an image shows its words and its address', '![a](https://b.example)', [sectionOf(text('a (https://b.example)'))]],
    ['mentions are words', '<!channel> <@U1> @here', [sectionOf(text('<!channel> <@U1> @here'))]],
    ['HTML is shown as it is written', '<b>a</b>', [sectionOf(text('<b>a</b>'))]],
    ['entities are read', 'a &lt; b', [sectionOf(text('a < b'))]],
  ])('%s', (_, source, elements) => {
    expect(elementsOf(source)).toEqual(elements);
  });

  test.each(['', ' \n\t', '\u200B\u200B'])('nothing to see is nothing: %j', (source) => {
    expect(elementsOf(source)).toBeUndefined();
    expect(markdownToPlain(source, 100)).toBe('');
  });

  test('a long text ends at a word, with a hint at the rest', () => {
    const block = markdownToRichText('word '.repeat(1000), { limit: 600, more: '… more in Details' });
    expect(visible(block)).toMatch(/word\n… more in Details$/);
    expect(visible(block).length).toBeLessThan(620);
  });

  test('a link by reference that is defined beyond what is shown', () => {
    const block = markdownToRichText(`See [runbook][1]. ${'word '.repeat(1000)}\n\n[1]: https://b.example`, {
      limit: 50,
    });
    expect(JSON.stringify(block)).toContain('"runbook (b.example)"');
  });

  test('a link that does not fit is left out whole', () => {
    const block = markdownToRichText('Look at [the dashboard](https://grafana.example.com)', { limit: 30 });
    expect(visible(block)).toBe('Look at \n… more');
  });

  test('a text of a thousand styles falls back to its words', () => {
    const block = markdownToRichText('**a** b '.repeat(100), { limit: 600 });
    expect(JSON.stringify(block).length).toBeLessThanOrEqual(3000);
    expect(visible(block)).toContain('a');
  });

  property.prop([anyText(8000), fc.constantFrom(50, 600, 8000)], { numRuns: 500 })(
    'any text gives a block within the limits, with nothing live in it but links that show their host',
    (source, limit) => {
      const block = markdownToRichText(source, { limit });
      if (block === undefined) return;
      expect(blocksFaults([block as unknown as Record<string, unknown>], 'message', 1)).toEqual([]);
      expect(liveThings(block, [])).toEqual([]);
      expect(visible(block).length).toBeLessThanOrEqual(limit + 20);
      expect(JSON.stringify(block).length).toBeLessThanOrEqual(3000);
      expect(markdownToPlain(source, 100).length).toBeLessThanOrEqual(100);
    },
  );

  test.each(
    Object.entries({
      'nested quotes': '> '.repeat(4000),
      'nested lists': '1. '.repeat(2600),
      stars: '*a **a '.repeat(1200),
      brackets: '['.repeat(8000),
      mentions: '<!channel>'.repeat(800),
      tags: '<a '.repeat(2700),
      backticks: Array.from({ length: 120 }, (_, count) => '`'.repeat(count)).join('a'),
      cells: `${'|a'.repeat(1000)}\n${'|-'.repeat(1000)}`,
      definitions: '[a]: b\n'.repeat(1100),
      'mail addresses': `${'a.'.repeat(3900)}@`,
    }),
  )('a text made to be slow is not: %s', (_, source) => {
    const start = process.cpuUsage();
    markdownToRichText(source, { limit: 600 });
    const used = process.cpuUsage(start);
    expect((used.user + used.system) / 1000).toBeLessThan(100);
  });
});
