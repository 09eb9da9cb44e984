import { AppError, type ErrorCode } from '../errors.ts';

const transientReasons: Partial<Record<ErrorCode, string>> = {
  throttled: 'AWS limited requests',
  aws_unavailable: 'AWS did not answer',
  slack_rate_limited: 'Slack limited the app',
  slack_unavailable: 'Slack did not answer',
  storage_unavailable: 'the app could not use its database',
  job_conflict: "the app's own jobs were in each other's way",
  worker_busy: 'the app had more work than it can do at once',
  out_of_time: 'AWS or Slack answered too slowly',
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
  return `${reason} for ${minutes < 2 ? 'over a minute' : `${minutes} minutes`}`;
}
