import { ended } from '../../cards/text/sentence.ts';
import { AppError } from '../../errors.ts';
import type { Services } from '../services.ts';

/**
 * What to tell instead where something fails although what the person asked for is written already: they must not be
 * asked to do it again.
 * @param key of the interaction
 * @returns `undefined` where nothing is written, as far as is known
 */
export async function doneAllTheSame(
  { journal }: Pick<Services, 'journal'>,
  key: string,
  why: string,
): Promise<string | undefined> {
  if (!(await journal.written(key))) return undefined;
  return `That is done in Incident Manager, so do not send it again. What follows it did not work: ${ended(why)}`;
}

/** The same for an error. */
export async function toldAsDone(services: Pick<Services, 'journal'>, key: string, error: AppError): Promise<AppError> {
  const done = error.transient ? undefined : await doneAllTheSame(services, key, error.message);
  return done === undefined ? error : new AppError(error.code, done, { cause: error });
}
