import { AppError } from '../errors.ts';

/** DynamoDB's and SQS's names for throttling. */
const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'RequestThrottled',
  'KmsThrottled',
]);
const missing = new Set(['ResourceNotFoundException', 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);
const denied = new Set(['AccessDeniedException', 'AccessDenied', 'KmsAccessDenied']);

interface Thrown {
  name?: string;
  $metadata?: { httpStatusCode?: number };
}

/** The environment variable that names a table or a queue. */
export type Variable = 'STORE_URL' | 'QUEUE_URL' | 'PEOPLE_QUEUE_URL' | 'NOTIFICATIONS_QUEUE_URL';

/** Calls the table or the queue. @throws as `toServiceError` says */
export async function callService<T>(variable: Variable, action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toServiceError(error, variable, action);
  }
}

/**
 * Converts what the client of the app's own table or queue threw into an AppError, by name and status. An invalid request
 * is a bug, and is returned unchanged.
 * @param variable the environment variable that names the table or the queue
 * @param action the IAM action of the call
 */
export function toServiceError(thrown: unknown, variable: Variable, action: string): unknown {
  if (thrown instanceof AppError) return thrown;
  const { name = '', $metadata: { httpStatusCode: status = 0 } = {} } = (thrown ?? {}) as Thrown;
  const cause = { cause: thrown };
  if (throttling.has(name) || status === 429) {
    return new AppError('throttled', `AWS is limiting ${action}. Retrying automatically.`, cause);
  }
  if (missing.has(name)) {
    return new AppError('configuration', `${variable}: not found in this Region and account.`, cause);
  }
  if (denied.has(name) || status === 403) {
    return new AppError('access_denied', `AWS refused ${action}. The app's role lacks that action.`, cause);
  }
  if (status >= 400 && status < 500) return thrown;
  return new AppError('aws_unavailable', `AWS did not answer ${action}. Retrying automatically.`, cause);
}
