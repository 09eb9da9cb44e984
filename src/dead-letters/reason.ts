import { AppError, type ErrorCode } from '../errors.ts';

const transientReasons: Partial<Record<ErrorCode, string>> = {
  throttled: 'AWS has limited requests',
  aws_unavailable: 'AWS has not answered',
  slack_rate_limited: 'Slack has limited the app',
  slack_unavailable: 'Slack has not answered',
  storage_unavailable: 'the app could not use its database',
  job_conflict: "the app's own jobs have been in each other's way",
  worker_busy: 'the app has had more work than it can do at once',
  out_of_time: 'AWS or Slack has answered too slowly',
};

/**
 * Why a job failed, in a few words without a full stop, for the people who wait for it.
 * @param waitedMs how long it has been retried, in milliseconds
 */
export function failureReason(error: unknown, waitedMs: number): string {
  if (!(error instanceof AppError)) return 'the app has a fault';
  const reason = transientReasons[error.code];
  if (reason === undefined) return error.message.replace(/\.$/, '');
  const minutes = Math.floor(waitedMs / 60_000);
  return `${reason} for over ${minutes < 2 ? 'a minute' : `${minutes} minutes`}`;
}
