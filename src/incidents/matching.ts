import type { IncidentSummary } from './record.ts';

/**
 * Finds incidents by words, in any case and order: each word is part of the title, of the response plan's name or of the id.
 * @param words separated by blanks; none: every incident matches
 */
export function matching(words: string): (incident: Pick<IncidentSummary, 'arn' | 'title'>) => boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ arn, title }) => {
    const text = `${title} ${arn.slice(arn.indexOf('/'))}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
