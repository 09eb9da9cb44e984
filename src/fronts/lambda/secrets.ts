import { tidy } from '../../config/environment.ts';
import { AppError } from '../../errors.ts';
import type { SignedCall } from './signed-call.ts';

const reference = /^ssm:(\/?[A-Za-z0-9_.\-/]+)$/;

/** Whether the value of a variable is a reference (`ssm:NAME`). */
export const isReference = (value: string | undefined): boolean => reference.test(value ?? '');

/**
 * The environment with every `ssm:NAME` replaced by that parameter's value (a SecureString is decrypted), read in one call.
 * White space around values is trimmed.
 * @throws AppError `configuration` for a parameter that does not exist; what `call` throws
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
