import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { rewrittenMarkdown } from '../../../src/cards/text/rewrite-markdown.ts';
import { liveInMarkdown } from './markdown-links.ts';

describe('untrusted Markdown', () => {
  test.each([
    ['a fence', '```sh\na && b <c> | *d*\n```', '```sh\na && b <c> | *d*\n```'],
    ['a fence with a fence inside', '````\n```\nx && y\n```\n````', '````\n```\nx && y\n```\n````'],
    ['a fence that is not closed', '```\na && b', '```\na && b\n```'],
    ['a tilde fence', '~~~\na && b\n~~~', '```\na && b\n```'],
    ['an indented block', 'x\n\n    a && b', 'x\n\n```\na && b\n```'],
    ['code in a line', 'run `a && b <c>` now', 'run `a && b <c>` now'],
    ['code with a backtick', '`` a`b ``', '``a`b``'],
    ['ampersands', 'a & b, R&D, &lt;b&gt;', 'a & b, R&D, &lt;b&gt;'],
    ['HTML', '<b>x</b> <img src=x onerror=y>', '&lt;b&gt;x&lt;/b&gt; &lt;img src=x onerror=y&gt;'],
    ['format', '**bold**, *italic*, ~~gone~~', '**bold**, *italic*, ~~gone~~'],
    ['a heading and a list', '# H\n\n- [x] one\n  - two\n1. three', '# H\n\n- [x] one\n\n  - two\n\n1. three'],
    ['a link under false words', '[AWS console](https://evil.example/x)', 'AWS console (<https://evil.example/x>)'],
    [
      'a link by reference',
      '[AWS console][1]\n\n[1]: https://evil.example/x',
      'AWS console (<https://evil.example/x>)',
    ],
    ['a picture', '![AWS](https://evil.example/x.png)', 'AWS (<https://evil.example/x.png>)'],
    ['a bare address', 'see https://wiki.example/a_b.', 'see <https://wiki.example/a_b>.'],
    ['http', '[x](http://evil.example)', 'x (`http://evil.example`)'],
    ['addresses as the words of a link', '[http://a.example](javascript:x)', 'http\\://a.example (`javascript:x`)'],
    ['a script', '[x](javascript:alert(1))', 'x (`javascript:alert(1)`)'],
    ['a name before the host', '[x](https://aws.amazon.com@evil.example)', 'x (`https://aws.amazon.com@evil.example`)'],
    ['a host in other letters', '[x](https://аws.example)', 'x (<https://xn--ws-6kc.example/>)'],
    ['marks that mean nothing', 'a * b, snake_case, 2 < 3, [x]', 'a \\* b, snake\\_case, 2 &lt; 3, \\[x\\]'],
    ['a mail address', 'ask ana@shop.example', 'ask `ana@shop.example`'],
    ['a link to a mail address', '[Ana](mailto:ana@shop.example)', 'Ana (`mailto:ana@shop.example`)'],
    ['a table', '| a | b |\n|---|--:|\n| x | `y && z` |', '| a | b |\n| --- | --: |\n| x | `y && z` |'],
    ['a quote', '> one\n> two', '> one\n> two'],
  ])('%s', (_, source, expected) => {
    expect(rewrittenMarkdown(source)).toBe(expected);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      '[AWS console](https://evil.example)',
      '![x](https://evil.example/x.png)',
      '<https://evil.example>',
      '<a href="https://evil.example">AWS</a>',
      '[AWS][1]',
      '\n\n[1]: https://evil.example\n\n',
      '```\n',
      '`',
      '``',
      '\n> ',
      '\n- ',
      '\n1. ',
      '\n    ',
      '\n',
      '\n\n',
      '|a|b|\n|-|-|\n|',
      '|',
      '\\',
      '*',
      '_',
      '~~',
      '[',
      '](',
      ')',
      '<',
      '>',
      '&',
      'javascript:alert(1)',
      'http://evil.example/',
      'https://aws.amazon.com@evil.example/',
      'ftp://evil.example/',
      'www.evil.example',
      'https://evil.example/a_b',
      'ana@evil.example',
      'a && b',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  property.prop([fc.array(piece, { maxLength: 20 })], { numRuns: 3000 })(
    'holds no HTML, no picture, and no live link but an https one that shows its host',
    (pieces) => {
      const text = rewrittenMarkdown(pieces.join(''));
      expect([text, liveInMarkdown(text)]).toEqual([text, []]);
    },
  );

  property.prop([fc.string({ unit: 'binary' })], { numRuns: 1000 })('never throws, whatever it is', (source) => {
    expect(typeof rewrittenMarkdown(source)).toBe('string');
  });
});
