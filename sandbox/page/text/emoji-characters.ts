import shortNames from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };

/** A character that is text by default (☁) becomes an emoji with the variation selector. */
function characterOf(codePoints: string): string {
  const character = String.fromCodePoint(...codePoints.split('-').map((each) => Number.parseInt(each, 16)));
  const isText = [...character].length === 1 && !/^\p{Emoji_Presentation}/u.test(character);
  return isText ? `${character}\uFE0F` : character;
}

/**
 * The character of each standard emoji, by Slack's short name.
 * @see https://github.com/iamcal/emoji-data the list that Slack uses
 */
export const emojiCharacters: ReadonlyMap<string, string> = new Map(
  Object.entries(shortNames).flatMap(([codePoints, names]) =>
    [names].flat().map((name): [string, string] => [name, characterOf(codePoints)]),
  ),
);
