import type { ErrorCode } from '../../errors.ts';

/** Faults of a write that say for certain that nothing was done: it may be tried in another Region, or decided anew. */
export const nothingDone: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no_such_incident',
  'access_denied',
  'credentials_refused',
  'clock_wrong',
  'not_enabled',
  'throttled',
]);

/** Makes a write happen once, however often it is tried. */
export interface WriteOnce {
  /** AWS does a write with a token that it knows a second time only in appearance. At most 128 characters. */
  token: string;
  /** Where an earlier try was sent: whether Regions share tokens is not documented, so no other one is asked. */
  region?: string;
  /** Called before the write is sent to a Region. */
  begun(region: string): Promise<void>;
}
