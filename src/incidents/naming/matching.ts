import type { IncidentSummary } from '../record.ts';

/**
 * Creates a filter by words, in any case and order: each must occur in the title, the response plan's name or the id.
 * @param words separated by white space; empty: every incident matches
 */
export function matching(words: string): (incident: Pick<IncidentSummary, 'arn' | 'title'>) => boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ arn, title }) => {
    const text = `${title} ${arn.plan}/${arn.id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
