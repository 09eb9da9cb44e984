import { z } from 'zod';
import type { ComparedSnapshot } from './changes.ts';
import { type IncidentArn, parseIncidentArn } from './naming/arn.ts';
import type { IncidentSummary } from './record.ts';
import type { IncidentSnapshot } from './snapshot.ts';

/** An incident ARN in a job: sent as text or parsed, stored as text, received parsed. */
export const incidentArn = z.custom<IncidentArn | string>().transform((sent, context) => {
  const arn = parseIncidentArn(String(sent));
  if (arn !== undefined) return arn;
  context.addIssue({ code: 'custom', message: 'not the ARN of an incident' });
  return z.NEVER;
});

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * Restores the ARN of a record. A damaged record stays as it is: the work that needs it fails and is given up, so that its
 * channel is informed.
 */
function withArn<T extends { arn: IncidentArn }>(record: T): T {
  const arn = parseIncidentArn(String(record?.arn));
  return arn === undefined ? record : { ...record, arn };
}

const withRecord = <T extends ComparedSnapshot>(value: T): T => ({ ...value, record: withArn(value.record) });

/** A snapshot in a job or a row. */
export const storedSnapshot = z.custom<IncidentSnapshot>(isObject).transform(withRecord);
/** The compared parts of a snapshot in a row. */
export const storedComparison = z.custom<ComparedSnapshot>(isObject).transform(withRecord);
/** A listed incident in a row. */
export const storedSummary = z.custom<IncidentSummary>(isObject).transform(withArn);
