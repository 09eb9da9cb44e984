import { type IncidentArn, parseIncidentArn } from '../../src/incidents/naming/arn.ts';

export function arnOf(text: string | undefined): IncidentArn {
  const arn = parseIncidentArn(text ?? '');
  if (arn === undefined) throw new Error(`no incident's ARN: ${text}`);
  return arn;
}
