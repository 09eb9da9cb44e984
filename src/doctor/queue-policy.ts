/**
 * Whether a queue's policy lets a topic send to it, by the IAM rules that concern SNS: a statement may hold one
 * value or a list, wildcards and conditions; what one statement denies, no other allows.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */

type OneOrMore = string | readonly string[];

interface Statement {
  Effect?: string;
  Principal?: OneOrMore | Readonly<Record<string, OneOrMore>>;
  NotPrincipal?: OneOrMore | Readonly<Record<string, OneOrMore>>;
  Action?: OneOrMore;
  NotAction?: OneOrMore;
  Resource?: OneOrMore;
  NotResource?: OneOrMore;
  Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

interface Request {
  topicArn: string;
  queueArn: string;
}

/** @param policy the queue's attribute `Policy`; absent: only its owner may send */
export function maySend(policy: string | undefined, request: Request): boolean {
  const applying = readStatements(policy).filter((statement) => applies(statement, request));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

function readStatements(policy = ''): Statement[] {
  try {
    const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    return [statements].flat();
  } catch {
    return [];
  }
}

function applies(statement: Statement, { topicArn, queueArn }: Request): boolean {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  return (
    (NotPrincipal === undefined ? isSns(Principal) : !isSns(NotPrincipal)) &&
    (NotAction === undefined
      ? anyLike(Action, 'sqs:sendmessage', true)
      : !anyLike(NotAction, 'sqs:sendmessage', true)) &&
    (NotResource === undefined ? anyLike(Resource, queueArn) : !anyLike(NotResource, queueArn)) &&
    Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, topicArn))
  );
}

function isSns(principal: Statement['Principal']): boolean {
  if (principal === undefined) return false;
  if (typeof principal === 'string' || Array.isArray(principal)) return listOf(principal as OneOrMore).includes('*');
  const { Service = [], AWS = [] } = principal as Readonly<Record<string, OneOrMore>>;
  return listOf(Service).some((name) => name === '*' || name === 'sns.amazonaws.com') || listOf(AWS).includes('*');
}

/** What SNS sends along. A key that it does not send makes a condition false, or true where its operator is a negated one. */
function holds(operator: string, keys: Readonly<Record<string, OneOrMore>>, topicArn: string): boolean {
  const known: Readonly<Record<string, string>> = {
    'aws:sourcearn': topicArn,
    'aws:sourceaccount': topicArn.split(':')[4] ?? '',
    'aws:securetransport': 'true',
  };
  const name = operator.replace(/^ForA(?:ny|ll)Values?:/i, '').toLowerCase();
  return Object.entries(keys).every(([key, wanted]) => {
    const given = known[key.toLowerCase()];
    if (name === 'null') return listOf(wanted).some((value) => String(value) === String(given === undefined));
    const isNegated = /^(?:string|arn)not/.test(name);
    if (given === undefined) return isNegated || name.endsWith('ifexists');
    if (!/^(?:string|arn|bool)/.test(name)) return false;
    const isExact = /^string(?:not)?equals/.test(name);
    const ignoresCase = name.includes('ignorecase') || name.startsWith('bool');
    const matches = isExact
      ? listOf(wanted).some((value) => (ignoresCase ? value.toLowerCase() === given.toLowerCase() : value === given))
      : anyLike(listOf(wanted).map(String), given, ignoresCase);
    return matches !== isNegated;
  });
}

const listOf = (value: OneOrMore | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value : value === undefined ? [] : [String(value)];

function anyLike(patterns: OneOrMore | undefined, text: string, ignoresCase = false): boolean {
  return listOf(patterns).some((pattern) => {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, ignoresCase ? 'is' : 's').test(text);
  });
}
