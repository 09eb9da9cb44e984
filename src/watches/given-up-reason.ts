import { AppError, type ErrorCode } from '../errors.ts';

const passing: Partial<Record<ErrorCode, string>> = {
  throttled: 'AWS limited requests for 5 minutes',
  aws_unavailable: 'AWS did not answer for 5 minutes',
  slack_rate_limited: 'Slack limited the app for 5 minutes',
  slack_unavailable: 'Slack did not answer for 5 minutes',
  storage_unavailable: 'the app could not use its database for 5 minutes',
};

/** Why a job was given up, in a few words without a full stop. */
export function givenUpReason(error: unknown): string {
  if (!(error instanceof AppError)) return 'the app has a fault';
  const reason = passing[error.code] ?? (error.transient ? 'the app has a fault' : error.message);
  return reason.replace(/\.$/, '');
}
