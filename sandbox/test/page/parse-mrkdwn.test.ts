import { describe, expect, test } from 'vitest';
import { type InlinePiece, type MrkdwnPiece, parseMrkdwn } from '../../page/text/parse-mrkdwn.ts';

const verbatim = (text: string) => parseMrkdwn(text, { autoLinks: false, autoNames: false });
const text = (words: string): InlinePiece => ({ kind: 'text', text: words });

const cases: [rule: string, source: string, pieces: MrkdwnPiece[]][] = [
  ['escaped brackets stay text', '&lt;!channel&gt; &lt;@U1&gt;', [text('<!channel> <@U1>')]],
  ['an escaped entity is unescaped once', '&amp;lt;b&amp;gt;', [text('&lt;b&gt;')]],
  ['a broadcast is a mention', '<!here>', [{ kind: 'broadcast', name: 'here' }]],
  ['a user mention can have a label', '<@U1|ana>', [{ kind: 'user', id: 'U1', label: 'ana' }]],
  ['a group is a mention', '<!subteam^S1|@ops>', [{ kind: 'usergroup', id: 'S1', label: '@ops' }]],
  ['a channel is a mention', '<#C1|general>', [{ kind: 'channel', id: 'C1', name: 'general' }]],
  [
    'a link keeps its label and its query',
    '<https://a.example/?x=1&amp;y=2|here &amp; there>',
    [{ kind: 'link', href: 'https://a.example/?x=1&y=2', label: 'here & there' }],
  ],
  ['a javascript URL is not a link', '<javascript:alert(1)|x>', [text('<javascript:alert(1)|x>')]],
  ['an unknown token stays text', '<what>', [text('<what>')]],
  [
    'a date has a format and a fallback',
    '<!date^1763870000^{date_num} {time}|then>',
    [{ kind: 'date', unixSeconds: 1763870000, format: '{date_num} {time}', href: undefined, fallback: 'then' }],
  ],
  ['bold', 'a *b c* d', [text('a '), { kind: 'bold', children: [text('b c')] }, text(' d')]],
  ['marks nest', '*a _b_*', [{ kind: 'bold', children: [text('a '), { kind: 'italic', children: [text('b')] }] }]],
  ['a mark inside a word is text', 'snake_case_word 2*3*4', [text('snake_case_word 2*3*4')]],
  ['a mark beside a space is text', '* not bold * at all', [text('* not bold * at all')]],
  ['a mark does not close on another line', '*a\nb*', [text('*a\nb*')]],
  ['nothing is formatted in code', '`*a* <https://a.example|b> &lt;`', [{ kind: 'code', text: '*a* b <' }]],
  ['a fence is a block', 'a\n```\nx *y*\n```\nb', [text('a\n'), { kind: 'preformatted', text: 'x *y*' }, text('b')]],
  ['quoted lines are one quote', '&gt; a\n&gt; b\nc', [{ kind: 'quote', children: [text('a\nb')] }, text('c')]],
  ['an emoji by its name', ':fire: at 10:30', [{ kind: 'emoji', name: 'fire' }, text(' at 10:30')]],
  ['bare URLs and names stay text', 'https://a.example #general @here', [text('https://a.example #general @here')]],
];

describe('verbatim mrkdwn', () => {
  test.each(cases)('verbatim mrkdwn: %s', (_, source, pieces) => {
    expect(verbatim(source)).toEqual(pieces);
  });
});

describe('mrkdwn that is not verbatim', () => {
  const open = (source: string) => parseMrkdwn(source, { autoLinks: true, autoNames: true });

  test('without verbatim a bare URL is linked, without the full stop after it', () => {
    expect(open('see https://a.example/b/.')).toEqual([
      text('see '),
      { kind: 'link', href: 'https://a.example/b/' },
      text('.'),
    ]);
  });

  test('without verbatim names become mentions, as in Slack', () => {
    expect(open('@channel #general')).toEqual([
      { kind: 'broadcast', name: 'channel' },
      text(' '),
      { kind: 'channel', name: 'general' },
    ]);
  });

  test('without verbatim a URL inside a word stays text', () => {
    expect(open('ahttps://a.example')).toEqual([text('ahttps://a.example')]);
  });
});

test.each(['*a', '_', '`', '<', '<!date^', ':a', '*_~', '```', '&gt;'])(
  '40 000 characters of %s are parsed in linear time',
  (part) => {
    const source = part.repeat(Math.floor(40_000 / part.length));
    const before = process.cpuUsage();
    parseMrkdwn(source, { autoLinks: true, autoNames: true });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  },
);
