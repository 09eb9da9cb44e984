import { AppError } from '../../errors.ts';

/** The pauses before the reads of what was written, in milliseconds: another Region may lag behind. */
const pausesMs = [0, 150, 300, 600, 1000, 1500];

/**
 * Reads what was written until the answer shows it.
 * @returns `undefined` if it does not within seconds, or cannot be read: the write itself is done
 */
export async function readBack<T>(
  sleep: (ms: number) => Promise<void>,
  read: () => Promise<T>,
  shows: (found: T) => boolean,
): Promise<T | undefined> {
  try {
    for (const ms of pausesMs) {
      await sleep(ms);
      const found = await read();
      if (shows(found)) return found;
    }
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
