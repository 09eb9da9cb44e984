const hues = 12;

/** A coloured square with initials; the app has its own symbol. */
export function Avatar({ id, name, app, small }: { id: string; name: string; app?: boolean; small?: boolean }) {
  const className = `avatar ${small ? 'avatar-small' : ''}`;
  if (app) {
    return (
      <svg className={`${className} avatar-app`} viewBox="0 0 36 36" aria-hidden="true">
        <path d="M18 8a7 7 0 0 1 7 7v5l2.5 4h-19l2.5-4v-5a7 7 0 0 1 7-7z" />
        <circle cx="18" cy="26.5" r="2.5" />
      </svg>
    );
  }
  const hue = [...id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % hues;
  const initials = name
    .split(/[\s._-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  return (
    <span className={className} style={{ backgroundColor: `hsl(${hue * (360 / hues)} 45% 38%)` }} aria-hidden="true">
      {initials}
    </span>
  );
}
