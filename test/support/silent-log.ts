import type { Log } from '../../src/log.ts';

const silent = () => undefined;

/** For tests that are not about the log; those that are spread it and keep what they look at. */
export const silentLog: Log = { debug: silent, info: silent, warn: silent, error: silent };
