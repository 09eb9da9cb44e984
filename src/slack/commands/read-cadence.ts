import { AppError } from '../../errors.ts';

/** What a text says about how often, and the text without it. */
export interface Cadence {
  cadenceMs?: number;
  rest: string;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const shortestMs = 30_000;
const longestMs = 24 * 3_600_000;
const clause = /(?:^|\s)every(?:\s+(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})?\s*([a-z]*))?(?=\s|$)/i;

/**
 * Finds `every 30m`, `every 1.5 hours`, `every hour` in a text.
 * @throws AppError `not_understood` where it says `every` and no span of time, or one out of bounds
 */
export function parseCadence(text: string): Cadence {
  const match = clause.exec(text);
  if (match === null) return { rest: text.trim() };
  const [found, count, unit = ''] = match;
  const cadenceMs = Number(count ?? 1) * (unitOf(unit, count !== undefined) ?? Number.NaN);
  if (!(cadenceMs >= shortestMs && cadenceMs <= longestMs)) {
    throw new AppError(
      'not_understood',
      'I can post every 30s up to every 24h: every 30m, every 1.5 hours, every hour.',
    );
  }
  return { cadenceMs: Math.round(cadenceMs), rest: text.replace(found, ' ').trim() };
}

/** Minutes, where a number stands alone. */
function unitOf(word: string, counted: boolean): number | undefined {
  if (word === '') return counted ? unitMs.m : undefined;
  const unit = /^(s|m|h)$|^(s)ec(?:ond)?s?$|^(m)in(?:ute)?s?$|^(h)(?:r|our)s?$/i.exec(word);
  return unitMs[(unit?.slice(1).find((letter) => letter !== undefined) ?? '').toLowerCase()];
}
