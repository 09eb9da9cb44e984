import { emojiCharacters } from './emoji-characters.ts';

/** One emoji by its short name; the name itself if its character is unknown. */
export function Emoji({ name }: { name: string }) {
  const character = emojiCharacters.get(name);
  if (character === undefined) return <>{`:${name}:`}</>;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}
