import { durationText } from '../incidents/duration.ts';

export interface Progress {
  done: number;
  total: number;
  /** How many of those an earlier run had done. */
  before: number;
  /** For how long this run has been reading, in milliseconds. */
  elapsedMs: number;
}

const number = (value: number): string => value.toLocaleString('en');

const timeLeft = (ms: number): string => `${ms < 60_000 ? '' : 'about '}${durationText(ms)} left`;

/** How far an archive is, at what rate, and how long the rest takes at that rate. */
export function progressLine({ done, total, before, elapsedMs }: Progress): string {
  const counted = `${number(done)} of ${number(total)} incidents`;
  const read = done - before;
  if (read <= 0 || elapsedMs <= 0) return counted;
  const eachMs = elapsedMs / read;
  const rate = `${number(Math.round(60_000 / eachMs))} a minute`;
  return done >= total ? `${counted}, ${rate}` : `${counted}, ${rate}, ${timeLeft((total - done) * eachMs)}`;
}
