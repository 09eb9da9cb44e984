import { emojiCharacters } from './emoji-characters.ts';

/** One emoji by its short name; the name itself where the page knows no character for it. */
export function Emoji({ name }: { name: string }) {
  const character = emojiCharacters[name];
  if (character === undefined) return <>{`:${name}:`}</>;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}
