import { expect, test } from 'vitest';
import { emojiCharacters } from '../../page/text/emoji-characters.ts';

test.each([
  ['red_circle', '🔴'],
  ['large_orange_circle', '🟠'],
  ['white_check_mark', '✅'],
  ['+1', '👍'],
  ['warning', '⚠️'],
  ['flag-gb', '🇬🇧'],
  ['no_such_emoji', undefined],
])('the character of :%s: is %s', (name, character) => {
  expect(emojiCharacters.get(name)).toBe(character);
});
