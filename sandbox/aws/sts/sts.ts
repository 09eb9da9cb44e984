import type { Accounts } from '../accounts.ts';
import type { ServiceHandler } from '../handler.ts';
import { errorResponse } from '../protocol/error-response.ts';
import { xmlEscape } from '../protocol/xml-escape.ts';
import { ServiceError } from '../service-error.ts';

const rolePattern = /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const sessionPattern = /^[\w+=,.@-]{2,64}$/;

/**
 * Security Token Service: GetCallerIdentity and AssumeRole. Every role can be assumed; its credentials belong to the
 * role's account.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function stsService(accounts: Accounts, now: () => number): ServiceHandler {
  return async function sts(request) {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const action = form.get('Action') ?? '';
    try {
      if (action === 'GetCallerIdentity') {
        return xml(action, { Arn: request.principal, UserId: 'AIDASANDBOXEXAMPLE', Account: request.account });
      }
      if (action === 'AssumeRole') return xml(action, assumeRole(form, accounts, now()));
      throw new ServiceError('InvalidAction', 400, `The sandbox does not serve ${action}`);
    } catch (error) {
      return errorResponse(request, error);
    }
  };
}

function assumeRole(form: URLSearchParams, accounts: Accounts, nowMs: number): Fields {
  const role = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  if (!rolePattern.test(role)) throw new ServiceError('ValidationError', 400, `${role} is invalid`);
  if (!sessionPattern.test(session)) throw new ServiceError('ValidationError', 400, 'RoleSessionName is invalid');
  if (!(seconds >= 900 && seconds <= 43_200))
    throw new ServiceError('ValidationError', 400, 'DurationSeconds is invalid');
  const { accessKeyId, identity } = accounts.assumeRole(role, session);
  return {
    AssumedRoleUser: { Arn: identity.principal, AssumedRoleId: `AROASANDBOXEXAMPLE:${session}` },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: `secret-of-${accessKeyId}`,
      SessionToken: `token-of-${accessKeyId}`,
      Expiration: new Date(nowMs + seconds * 1000).toISOString(),
    },
  };
}

interface Fields {
  readonly [name: string]: string | Fields;
}

function xml(action: string, fields: Fields) {
  const body = `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${elements(fields)}</${action}Result></${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

const elements = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? xmlEscape(value) : elements(value)}</${name}>`)
    .join('');
