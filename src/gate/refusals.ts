import { AppError } from '../errors.ts';

/**
 * The error for something that may not be shown in a shared channel, with the command that allows it.
 * @param arn of the incident; absent: not an incident, which nothing allows
 */
export function sharedChannel(arn?: string): AppError {
  const why = 'This channel is shared with another organisation, so incidents are not shown here.';
  return new AppError('shared_channel', arn === undefined ? why : `${why} To allow this one: /incident watch ${arn}`);
}

/** The error for a requester of another organisation. */
export const fromOutside = (): AppError =>
  new AppError('shared_channel', "Only members of this app's own organisation can use it.");
