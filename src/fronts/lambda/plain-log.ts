import type { Log, LogFields } from '../../log.ts';

const constant = { service: 'slack-incident-manager', sampling_rate: 0 };

/**
 * The log as JSON lines made by hand, for the function that must start in a blink: the log's own package takes longer to
 * load than all else there. Errors are told by their code and their one line. No field may hold a secret.
 */
export function createPlainLog(): Log {
  const say =
    (level: string, write: (line: string) => void) =>
    (message: string, fields: LogFields = {}): void =>
      write(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...constant, ...fields }));
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say('WARN', console.warn),
    error: say('ERROR', console.error),
  };
}
