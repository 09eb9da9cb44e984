import { Logger } from '@aws-lambda-powertools/logger';
import { currentCorrelation } from './correlation.ts';
import { currentWorkspace } from './current-workspace.ts';

/** The log for operators. Fields never hold a message's text, a token or a secret. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
const order = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof order)[number];

const secretPatterns: readonly RegExp[] = [
  /xox[a-z]-[A-Za-z0-9-]+/g,
  /xapp-[A-Za-z0-9-]+/g,
  /https:\/\/hooks\.slack\.com\/\S+/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /v0=[0-9a-f]{64}/g,
];
const secretKeys = /token|secret|signature|authorization|password|response_url|trigger_id/i;

/** Hides what looks like a secret, by its key or by its form. For every value that goes into the log. */
export function redact(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (secretKeys.test(key)) return '(hidden)';
  return secretPatterns.reduce((text, pattern) => text.replace(pattern, '(hidden)'), value);
}

/**
 * Names every reason of an `AggregateError` (a host with several addresses, none of which answered): the logger's package
 * (2.35.0) writes the causes of an error, but not its `errors`, and Node leaves the message of such an error empty.
 */
function nameReasons(value: unknown): void {
  for (let error = value; error instanceof Error; error = error.cause) {
    if (error instanceof AggregateError) Object.assign(error, { reasons: error.errors.map(String) });
  }
}

let writing = false;

/** Whether a line of the log is being written: its package does that by `console` where `POWERTOOLS_DEV` is set. */
export const isWritingLine = (): boolean => writing;

/** JSON lines on standard output and error, one object each, secrets hidden. */
export function createLog(level: LogLevel): Log {
  let logger: Logger | undefined;
  const say =
    (method: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (order.indexOf(method) < order.indexOf(level)) return;
      // Made for the first line: most starts of a function have nothing to say.
      logger ??= new Logger({
        serviceName: 'slack-incident-manager',
        logLevel: level.toUpperCase() as 'DEBUG' | 'INFO' | 'WARN' | 'ERROR',
        jsonReplacerFn: redact,
      });
      for (const value of Object.values(fields)) nameReasons(value);
      writing = true;
      try {
        const correlationId = currentCorrelation()?.id;
        const workspace = currentWorkspace();
        const team = workspace && (workspace.teamId || workspace.enterpriseId);
        const about = { ...(correlationId !== undefined && { correlationId }), ...(team && { team }) };
        logger[method](message, { ...about, ...fields });
      } finally {
        writing = false;
      }
    };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}
