import type { Log } from '../../src/log.ts';

const discard = () => undefined;

/** A log that discards everything. Spread it to observe one level: `{ ...silentLog, warn }`. */
export const silentLog: Log = { debug: discard, info: discard, warn: discard, error: discard };
