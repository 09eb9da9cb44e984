import type { Log, LogFields } from '../../log.ts';

const constant = { service: 'slack-incident-manager', sampling_rate: 0 };

/**
 * A log without the logging package, which would take longer to load than the rest of the Slack front. Errors are logged
 * by code and message. No field may contain a secret.
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
