import type { ClockFacts } from './clock.ts';

/** Messages of the harness to the app's process. */
export type ToApp = { kind: 'clock'; facts: ClockFacts } | { kind: 'disk'; full: boolean };

/** The interval of the app's reports, in milliseconds of the machine. */
export const tellEveryMs = 250;

/** Messages of the app's process to the harness. */
export type FromApp = { kind: 'memory'; bytes: number };
