import type { AwsClients } from '../aws/clients.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** What one check found. */
export interface Finding {
  /** `fix`: the app cannot do its work like this. `note`: it can, with less. */
  state: 'ok' | 'note' | 'fix';
  /** What was looked at. */
  subject: string;
  /** What was found, in one line. */
  found: string;
  /** The command to run, or the page to open; absent only for `ok`. */
  fix?: string;
}

export const ok = (subject: string, found: string): Finding => ({ state: 'ok', subject, found });
export const note = (subject: string, found: string, fix: string): Finding => ({ state: 'note', subject, found, fix });
export const toFix = (subject: string, found: string, fix: string): Finding => ({ state: 'fix', subject, found, fix });

/** One check; what it throws becomes a finding. */
export async function checked(
  subject: string,
  check: () => Promise<Finding[]>,
  fix: (error: AppError) => string,
): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Nothing is tried again here.
    return [toFix(subject, error.message.replace(/\.? Retrying automatically.*$/, ''), fix(error))];
  }
}

/** What the doctor looks at. */
export interface CheckContext {
  config: Config;
  environment: NodeJS.ProcessEnv;
  /** At least one, in the order in which the app asks them. */
  regions: readonly string[];
  clients: AwsClients;
  /** Where the tokens of several workspaces are; absent where there is none yet. */
  store?: Store;
  /** Why user groups do not follow who is on call, as the running app found; absent where no app is running. */
  groupStates?: () => Promise<ReadonlyMap<string, { trouble?: string }>>;
}
