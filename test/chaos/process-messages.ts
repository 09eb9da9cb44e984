import type { ClockFacts } from './clock.ts';

/** What the harness tells the app's process. */
export type ToApp = { kind: 'clock'; facts: ClockFacts } | { kind: 'disk'; full: boolean };

/** So often the app's process tells of itself, in milliseconds of the machine. */
export const tellEveryMs = 250;

/** What the app's process tells the harness. */
export type FromApp = { kind: 'memory'; bytes: number };
