import { AppError, type ErrorCode } from '../errors.ts';
import { codeOfAwsName } from './error-names.ts';

/** What an AWS client throws. Name and message come from the response and may have any type. */
interface ThrownByAws {
  name?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number } | null;
}

/**
 * Names of errors that AWS did not name. `NotFound` is what the SDK's clients of Query services (STS) call every response
 * with status 404; AWS's own names end in `NotFoundException`.
 */
const noNames = new Set(['', 'Error', 'SyntaxError', 'Unknown', 'UnknownError', 'ZodError', 'TypeError', 'NotFound']);

/**
 * Converts what an AWS client threw into an AppError, by AWS's error name, never by the message. A response without such a
 * name is not AWS's (a proxy, a load balancer, a captive portal), whatever its status, and says nothing about the resource.
 * @param action the IAM action of the call, for example `ssm-incidents:GetIncidentRecord`
 */
export function toAwsError(thrown: unknown, action: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name: givenName, message: givenMessage, $metadata } = (thrown ?? {}) as ThrownByAws;
  const [name, message] = [textOf(givenName), textOf(givenMessage)];
  const status = $metadata?.httpStatusCode ?? 0;
  const code = (noNames.has(name) ? undefined : codeOfAwsName(name)) ?? unnamed(name, status);
  return new AppError(code, sentenceFor(code, { name, message, status, action }), { cause: thrown });
}

/**
 * What AWS's model says is always in an answer. A proxy may answer in AWS's place with status 200.
 * @throws AppError `aws_unavailable` where it is missing: the answer is not AWS's
 */
export function required<T>(value: T | null | undefined): T {
  if (value === undefined || value === null)
    throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
  return value;
}

function unnamed(name: string, status: number): ErrorCode {
  if (status === 429) return 'throttled';
  const isClientFault = status >= 400 && status < 500;
  return isClientFault && !noNames.has(name) ? 'aws_unknown_error' : 'aws_unavailable';
}

interface Facts {
  name: string;
  message: string;
  status: number;
  action: string;
}

function sentenceFor(code: ErrorCode, { name, message, status, action }: Facts): string {
  switch (code) {
    case 'throttled':
      return 'AWS is limiting requests. Retrying automatically.';
    case 'no_such_incident':
      return 'AWS found nothing with that ARN. Check it, or see /incident list.';
    case 'credentials_refused':
      return "AWS did not accept the app's credentials. Whoever runs the app can renew them; nothing was changed.";
    case 'clock_wrong':
      return "AWS rejected the app's request, because the clock of its machine is wrong. Whoever runs the app can set it; nothing was changed.";
    case 'access_denied':
      return `AWS refused ${action}. The app's role needs that action; /incident doctor shows the policy line.`;
    case 'not_enabled':
      return `AWS says that this account or Region is not enabled for ${action} (${name}). Whoever runs the app can check the account, or change INCIDENT_REGIONS.`;
    case 'key_unusable':
      return `AWS cannot use the KMS key that ${action} needs (${name}). Whoever runs the app can check the key and its policy.`;
    case 'quota_reached':
      return `An AWS quota is used up for ${action}: ${oneLine(message)}`;
    case 'conflict':
      return 'Someone else changed this at the same time. Check the card and try again.';
    case 'invalid_request':
      return `AWS did not accept that: ${oneLine(message)}`;
    case 'aws_unknown_error':
      return `AWS answered ${action} with an error that this app does not know (${oneLine(name)}): ${oneLine(message)}`;
    default:
      // A 5xx reads the same to people, whether AWS or a proxy answered.
      return status >= 400 && status < 500 && (noNames.has(name) || codeOfAwsName(name) === undefined)
        ? `Something between the app and AWS answered in its place (HTTP ${status}). Retrying automatically.`
        : 'AWS did not answer. Retrying automatically.';
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 300);
