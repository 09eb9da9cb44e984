import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { FormMetadata } from './form-metadata.ts';

/** The incident a form is about. @throws AppError where it names none */
export function incidentOf({ arn = '' }: FormMetadata): IncidentArn {
  const incident = parseIncidentArn(arn);
  if (incident !== undefined) return incident;
  throw staleForm();
}

/** A form that this version of the app did not make. */
export const staleForm = (): AppError =>
  new AppError('not_understood', 'I cannot read this form any more. Copy your text, close it and open it again.');
