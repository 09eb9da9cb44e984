import { tidy } from '../../environment.ts';
import { AppError } from '../../errors.ts';
import type { SignedCall } from './signed-call.ts';

const reference = /^ssm:(\/?[A-Za-z0-9_.\-/]+)$/;

/** Whether a variable holds the name of a parameter instead of the value itself. */
export const isReference = (value: string | undefined): boolean => reference.test(value ?? '');

/**
 * The environment with every `ssm:NAME` replaced by what Parameter Store holds under that name (a SecureString is
 * decrypted), all read by one call, and without white space around the
 * values.
 * @throws AppError `configuration` naming what is not there; what `call` throws
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export async function withSecrets(environment: NodeJS.ProcessEnv, call: SignedCall): Promise<NodeJS.ProcessEnv> {
  const given = tidy(environment);
  const wanted = Object.entries(given).flatMap(([variable, value]) => {
    const name = reference.exec(value ?? '')?.[1];
    return name === undefined ? [] : [{ variable, name }];
  });
  if (wanted.length === 0) return given;
  const Names = [...new Set(wanted.map(({ name }) => name))];
  const answer = await call({ service: 'ssm', name: 'GetParameters' }, { Names, WithDecryption: true });
  const values = new Map(readParameters(answer.Parameters));
  const found = wanted.map(({ variable, name }) => {
    const value = values.get(name);
    if (value === undefined) {
      throw new AppError('configuration', `${variable}: Parameter Store has no parameter ${name} in this Region.`);
    }
    return [variable, value];
  });
  return tidy({ ...given, ...Object.fromEntries(found) });
}

function readParameters(parameters: unknown): [string, string][] {
  if (!Array.isArray(parameters)) return [];
  return parameters.map((each: { Name?: unknown; Value?: unknown }) => [String(each.Name), String(each.Value)]);
}
