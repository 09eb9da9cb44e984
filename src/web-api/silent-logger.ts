import { type Logger, LogLevel } from '@slack/web-api';

const nothing = (): void => undefined;

/** Keeps the client itself quiet: what goes wrong is thrown, and whoever catches it knows whether it is worth a word. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
