import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import type { SlackPerson } from '../../incidents/people/responders.ts';
import type { Editor } from '../permissions.ts';
import type { Services } from '../services.ts';

/** Whom a command names. */
export type Named = { kind: 'user'; id: string } | { kind: 'me' } | { kind: 'nobody' };

/** A mention as Slack sends it, `<@U0123|ada>`, or as a message's text without Slack's syntax, `@U0123`. */
const mentioned = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@([UW][A-Z0-9]{2,})\b/;
const blank = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Splits whom a command names, last, from what stands before.
 * @returns no `named` if the text names no person
 * @throws AppError `not_understood` for a name without an id, and for more than one person
 */
export function namedLast(text: string): { before: string; named?: Named } {
  const trimmed = text.replaceAll(blank, ' ').trim();
  const all = [...trimmed.matchAll(new RegExp(mentioned, 'g'))];
  if (all.length > 1) throw new AppError('not_understood', 'Name one person.');
  const [found] = all;
  if (found !== undefined) {
    const before = `${trimmed.slice(0, found.index)} ${trimmed.slice(found.index + found[0].length)}`.trim();
    return { before, named: { kind: 'user', id: found[1] ?? found[2] ?? '' } };
  }
  const [, before = '', last = ''] = /^(.*?)(\S*)$/su.exec(trimmed) ?? [];
  if (/^me$/i.test(last)) return { before: before.trim(), named: { kind: 'me' } };
  if (/^(nobody|none)$/i.test(last)) return { before: before.trim(), named: { kind: 'nobody' } };
  if (last.startsWith('@')) {
    throw new AppError(
      'not_understood',
      `I can't tell who "${truncate(last, 60)}" is. Pick them from the list that Slack offers while you type, or update the app's manifest.`,
    );
  }
  return { before: trimmed };
}

/**
 * The person that a command names: a full member of the organisation.
 * @returns `undefined` for `nobody`
 * @throws AppError `invalid_request` for anyone else, or an error of Slack
 */
export async function personNamed(
  named: Named | undefined,
  editor: Editor,
  { findMember }: Pick<Services, 'findMember'>,
): Promise<SlackPerson | undefined> {
  if (named === undefined || named.kind === 'me') return editor;
  if (named.kind === 'nobody') return undefined;
  if (named.id === editor.id) return editor;
  const person = await findMember(named.id);
  if (person !== undefined) return person;
  throw new AppError(
    'invalid_request',
    'Only full members of this organisation can have a role: not guests, apps, people of other organisations, or people whose account is deactivated.',
  );
}
