import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { AuthorizedInteraction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';
import type { FormMetadata } from './form-metadata.ts';
import type { Submission } from './submission.ts';

/** What becomes of a sent form: it is done, or the person has to look at it again. */
export type Outcome = { line: string } | { again: string; metadata?: FormMetadata };

interface Sent {
  submission: Submission;
  metadata: FormMetadata;
  doing: AuthorizedInteraction;
  services: Services;
}

/** Does what one kind of form asks for. @throws AppError what the person is told, with their text */
export type FormHandler = (sent: Sent) => Promise<Outcome>;

/** The incident a form is about. @throws AppError where it names none */
export function incidentOf({ arn = '' }: FormMetadata): IncidentArn {
  const incident = parseIncidentArn(arn);
  if (incident !== undefined) return incident;
  throw staleForm();
}

/** A form that this version of the app did not make. */
export const staleForm = (): AppError =>
  new AppError('not_understood', 'I cannot read this form any more. Copy your text, close it and open it again.');
