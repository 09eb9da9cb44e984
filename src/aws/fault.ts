import { AppError } from '../errors.ts';

/** Names under which AWS services say "slow down". @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const throttlingNames = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
]);
const deniedNames = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'AuthorizationError']);
const credentialNames = new Set([
  'CredentialsProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
]);
const missingNames = new Set([
  'ResourceNotFoundException',
  'AutomationExecutionNotFoundException',
  'NotFoundException',
  'NotFound',
]);
const refusedNames = new Set([
  'ValidationException',
  'InvalidParameter',
  'InvalidAutomationSignalException',
  'ServiceQuotaExceededException',
]);

/** What an AWS client throws. Name and message are what the answer held: of any type. */
interface ThrownByAws {
  name?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number } | null;
}

/**
 * Turns whatever an AWS client threw into a coded error, by the error's name and status, never by its words.
 * @param action the IAM action that was tried, for example `ssm-incidents:GetIncidentRecord`
 */
export function awsFault(thrown: unknown, action: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name: givenName, message: givenMessage, $metadata } = (thrown ?? {}) as ThrownByAws;
  const [name, message] = [textOf(givenName), textOf(givenMessage)];
  const status = $metadata?.httpStatusCode ?? 0;
  const cause = { cause: thrown };
  if (throttlingNames.has(name) || status === 429) {
    return new AppError(
      'throttled',
      'AWS is limiting requests. Trying again by itself; the card comes within a minute.',
      cause,
    );
  }
  if (missingNames.has(name)) {
    return new AppError('no_such_incident', 'AWS knows no such thing. Check the ARN, or see /incident list.', cause);
  }
  if (credentialNames.has(name)) {
    return new AppError(
      'configuration',
      'AWS did not accept the app’s credentials. Whoever runs the app can renew them; nothing was changed.',
      cause,
    );
  }
  if (deniedNames.has(name) || status === 403) {
    return new AppError(
      'access_denied',
      `AWS refused ${action}. The app’s role lacks that action; the README’s policy has it.`,
      cause,
    );
  }
  if (name === 'ConflictException' || status === 409) {
    return new AppError('conflict', 'Somebody changed this at the same moment. Look at the card and try again.', cause);
  }
  if (refusedNames.has(name) || (status >= 400 && status < 500)) {
    return new AppError('invalid_request', `AWS did not accept that: ${oneLine(message)}`, cause);
  }
  return new AppError('aws_unavailable', 'AWS did not answer. Trying again by itself.', cause);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 300);
