import { format } from 'node:util';
import { isWritingLine, type Log } from '../log.ts';

const methods = ['debug', 'info', 'warn', 'error'] as const;
/** The most texts remembered as already logged: a library may print the same text at every call. */
const remembered = 100;

/**
 * Sends what libraries and Node print on their own through the log, so that every line of the process is JSON: `console`
 * (all of it but `console.log`) and process warnings. Each text is logged once.
 */
export function takePlainLines(log: Log): void {
  const told = new Set<string>();

  function tell(text: string): void {
    if (told.has(text)) return;
    if (told.size >= remembered) told.clear();
    told.add(text);
    log.warn('a library says', { reason: text.replaceAll(/\s+/g, ' ').trim().slice(0, 500) });
  }

  for (const method of methods) {
    const print = console[method].bind(console);
    console[method] = (...parts: unknown[]) => (isWritingLine() ? print(...parts) : tell(format(...parts)));
  }
  // Node's own listener is what prints them.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => tell(`${name}: ${message}`));
}
