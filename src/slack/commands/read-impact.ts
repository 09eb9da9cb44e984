import { impactName } from '../../incidents/impact.ts';

const impacts = [1, 2, 3, 4, 5];

/** Reads an impact as people write it: its number, `P1`, or its name. @returns 1–5 */
export function parseImpact(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const number = /^(?:p|sev)?([1-5])$/.exec(word)?.[1];
  if (number !== undefined) return Number(number);
  if (word === 'none') return 5;
  return impacts.find((impact) => impactName(impact).toLowerCase() === word);
}
