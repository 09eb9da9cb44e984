import type { ErrorCode } from '../../errors.ts';

/** Error codes which mean that a write was certainly not applied: another Region may be tried, or the write abandoned. */
export const notAppliedCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no_such_incident',
  'access_denied',
  'credentials_refused',
  'clock_wrong',
  'not_enabled',
  'throttled',
]);

/** Makes a write idempotent over all attempts of a job. */
export interface WriteOnce {
  /** AWS's idempotency token, the same on each attempt. At most 128 characters. */
  token: string;
  /** The Region of an earlier attempt. No other is tried: it is not documented whether Regions share tokens. */
  region?: string;
  /** Called before the write is sent to a Region. */
  beforeSend(region: string): Promise<void>;
}
