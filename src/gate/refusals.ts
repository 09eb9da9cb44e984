import { AppError } from '../errors.ts';

/**
 * Why nothing is shown in a shared channel, and how to allow it.
 * @param arn the incident, where it is one: only a watch of that very incident opens the channel
 */
export function sharedChannel(arn?: string): AppError {
  const why = 'This channel is shared with another organisation, so incidents are not shown here.';
  return new AppError('shared_channel', arn === undefined ? why : `${why} To allow this one: /incident watch ${arn}`);
}

/** Why someone of another organisation gets no answer. */
export const fromOutside = (): AppError =>
  new AppError('shared_channel', 'Only members of this app’s own organisation can use it.');
