import { AppError, type ErrorCode } from '../errors.ts';
import { codeOfAwsName } from './error-names.ts';

/** What an AWS client throws. Name and message are what the answer held: of any type. */
interface ThrownByAws {
  name?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number } | null;
}

/**
 * Names that AWS's clients and ours give to an answer in which AWS named no error. `NotFound`: what the clients of Query
 * services (STS) call every answer with status 404; their own errors of that kind are named `…NotFoundException`.
 */
const noNames = new Set(['', 'Error', 'SyntaxError', 'Unknown', 'UnknownError', 'ZodError', 'TypeError', 'NotFound']);

/**
 * Turns whatever an AWS client threw into a coded error: by the name that AWS gave it, never by its words. An answer
 * without such a name is not AWS's (a proxy, a load balancer, a captive portal), whatever its status, and says nothing
 * about what was asked.
 * @param action the IAM action that was tried, for example `ssm-incidents:GetIncidentRecord`
 */
export function toAwsError(thrown: unknown, action: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name: givenName, message: givenMessage, $metadata } = (thrown ?? {}) as ThrownByAws;
  const [name, message] = [textOf(givenName), textOf(givenMessage)];
  const status = $metadata?.httpStatusCode ?? 0;
  const code = (noNames.has(name) ? undefined : codeOfAwsName(name)) ?? unnamed(name, status);
  return new AppError(code, sentenceFor(code, { name, message, status, action }), { cause: thrown });
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
      return 'AWS knows no such thing. Check the ARN, or see /incident list.';
    case 'credentials_refused':
      return 'AWS did not accept the app’s credentials. Whoever runs the app can renew them; nothing was changed.';
    case 'clock_wrong':
      return 'AWS does not trust the app’s requests, because the clock of its machine is wrong. Whoever runs the app can set it; nothing was changed.';
    case 'access_denied':
      return `AWS refused ${action}. The app’s role lacks that action; the README’s policy has it.`;
    case 'not_enabled':
      return `AWS says that this account or Region is not enabled for ${action} (${name}). Whoever runs the app can check the account, or change INCIDENT_REGIONS.`;
    case 'key_unusable':
      return `AWS cannot use the KMS key that ${action} needs (${name}). Whoever runs the app can check the key and its policy.`;
    case 'quota_reached':
      return `An AWS quota is used up for ${action}: ${oneLine(message)}`;
    case 'conflict':
      return 'Somebody changed this at the same moment. Look at the card and try again.';
    case 'invalid_request':
      return `AWS did not accept that: ${oneLine(message)}`;
    case 'aws_unknown_error':
      return `AWS answered ${action} with an error that this app does not know (${oneLine(name)}): ${oneLine(message)}`;
    default:
      // Of 5xx people need not know who says it.
      return status >= 400 && status < 500 && (noNames.has(name) || codeOfAwsName(name) === undefined)
        ? `Something between the app and AWS answered in its place (HTTP ${status}). Retrying automatically.`
        : 'AWS did not answer. Retrying automatically.';
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 300);
