/** A request to a resource that has a policy. */
export interface PolicyRequest {
  /** Name of a service, or an account id. */
  service?: string;
  account?: string;
  /** For example `SNS:Publish`. */
  action: string;
  resource: string;
  /** Values that conditions compare, by lower-case key, for example `aws:sourcearn`. */
  context: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a resource policy allows a request: at least one statement allows it and none denies it. Unsupported
 * operators and principals allow nothing.
 * @param policy JSON text
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function policyAllows(policy: string | undefined, request: PolicyRequest): boolean {
  const { Statement = [] } = JSON.parse(policy || '{}') as { Statement?: Json | Json[] };
  const matching = [Statement].flat().filter((statement) => matches(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function matches(statement: Json, request: PolicyRequest): boolean {
  return (
    isPrincipal(statement.Principal, request) &&
    texts(statement.Action).some((pattern) => like(pattern.toLowerCase(), request.action.toLowerCase())) &&
    (statement.Resource === undefined ||
      texts(statement.Resource).some((pattern) => like(pattern, request.resource))) &&
    Object.entries((statement.Condition ?? {}) as Json).every(([operator, keys]) =>
      Object.entries(keys as Json).every(([key, wanted]) =>
        holds(operator, texts(wanted), request.context[key.toLowerCase()]),
      ),
    )
  );
}

function isPrincipal(principal: unknown, { service, account }: PolicyRequest): boolean {
  if (principal === '*') return true;
  const { Service, AWS } = (principal ?? {}) as Json;
  if (service !== undefined) return texts(Service).includes(service);
  return texts(AWS).some((one) => one === '*' || one === account || one === `arn:aws:iam::${account}:root`);
}

function holds(operator: string, wanted: readonly string[], value: string | undefined): boolean {
  const name = operator.replace(/IfExists$/, '');
  if (value === undefined) return name !== operator;
  if (name === 'StringEquals') return wanted.includes(value);
  if (['StringLike', 'ArnLike', 'ArnEquals'].includes(name)) return wanted.some((pattern) => like(pattern, value));
  return false;
}

const texts = (value: unknown) => [value ?? []].flat().map(String);

/** `*` matches any text, `?` one character. */
function like(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}
