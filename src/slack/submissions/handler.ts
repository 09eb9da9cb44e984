import type { Doing } from '../interaction.ts';
import type { Services } from '../services.ts';
import type { FormMetadata } from './form-metadata.ts';
import type { Submission } from './submission.ts';

/** What becomes of a sent form: it is done, or the person has to look at it again. */
export type Outcome = { line: string } | { again: string; metadata?: FormMetadata };

interface Sent {
  submission: Submission;
  metadata: FormMetadata;
  doing: Doing;
  services: Services;
}

/** Does what one kind of form asks for. @throws AppError what the person is told, with their text */
export type FormHandler = (sent: Sent) => Promise<Outcome>;
