/** One statement of a policy. */
export interface Allowance {
  action: string;
  resource: string;
}

/**
 * The command that gives an identity one more action, as a policy of its own: what it has already is left as it is.
 * @param identityArn as STS tells it; a role given by its own ARN serves too
 */
export function policyLine(identityArn: string, { action, resource }: Allowance): string {
  const [, , , , , path = ''] = identityArn.split(':');
  const [kind = '', ...names] = path.split('/');
  const statement = { Effect: 'Allow', Action: action, Resource: resource };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const policy = `--policy-name incidents-${action.replace(':', '-')} --policy-document '${document}'`;
  if (kind === 'user') return `aws iam put-user-policy --user-name ${names.at(-1)} ${policy}`;
  // An assumed role is told as assumed-role/NAME/SESSION.
  const role = kind === 'assumed-role' ? names[0] : names.at(-1);
  return `aws iam put-role-policy --role-name ${role} ${policy}`;
}
