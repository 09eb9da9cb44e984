import { unescapeEntities } from './unescape-entities.ts';

/** The content of angle brackets in mrkdwn. */
export type TokenPiece =
  | { kind: 'link'; href: string; label?: string | undefined }
  | { kind: 'user'; id: string; label?: string | undefined }
  | { kind: 'channel'; id?: string; name?: string | undefined }
  | { kind: 'usergroup'; id: string; label?: string | undefined }
  | { kind: 'broadcast'; name: string }
  | { kind: 'date'; unixSeconds: number; format: string; href?: string | undefined; fallback: string };

/** Parses the inside of `<…>`; undefined when it is not a token and stays text. */
export function parseToken(inner: string): TokenPiece | undefined {
  if (inner.includes('\n') || inner.includes('<')) return undefined;
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeEntities(inner.slice(bar + 1));
  const name = target.slice(1);
  if (/^@[UWB][A-Z0-9]*$/.test(target)) return { kind: 'user', id: name, label };
  if (/^#[CGD][A-Z0-9]*$/.test(target)) return { kind: 'channel', id: name, name: label };
  if (target.startsWith('!')) return parseCommand(name, label);
  if (/^(?:https?:\/\/|mailto:)\S+$/i.test(target)) return { kind: 'link', href: unescapeEntities(target), label };
  return undefined;
}

function parseCommand(command: string, label: string | undefined): TokenPiece | undefined {
  const [name, ...rest] = command.split('^');
  if (name === 'here' || name === 'channel' || name === 'everyone') return { kind: 'broadcast', name };
  if (name === 'subteam' && rest[0]) return { kind: 'usergroup', id: rest[0], label };
  if (name === 'date' && /^-?\d{1,12}$/.test(rest[0] ?? '') && rest[1] !== undefined) {
    const [unix, format, href] = rest;
    return {
      kind: 'date',
      unixSeconds: Number(unix),
      format: unescapeEntities(format ?? ''),
      href,
      fallback: label ?? '',
    };
  }
  return undefined;
}
