import type { ViewSubmitAction } from '@slack/bolt';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import { type Payload, parsePayload } from '../payload.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type FormMetadata, parseMetadata } from './form-metadata.ts';

/** A submitted form. */
export interface Submission {
  user: string;
  view: ViewSubmitAction['view'];
  /** The input by block id; `''` for an empty field. */
  values: Readonly<Record<string, string>>;
  /** `undefined` if another version of the app wrote it. */
  metadata: FormMetadata | undefined;
  /** Valid for 3 seconds after the submission, once. */
  triggerId: string;
  /** A unique id; a second click on the same button has the same. */
  key: string;
  /** Epoch milliseconds. */
  atMs: number;
}

/** Parses Slack's payload. */
export function parseSubmission(body: ViewSubmitAction, atMs: number): Submission {
  const { view, user } = body;
  const values: Record<string, string> = {};
  for (const [block, elements] of Object.entries(view.state.values)) {
    for (const element of Object.values(elements)) {
      values[block] = element.value ?? element.selected_option?.value ?? element.selected_conversation ?? '';
    }
  }
  return {
    user: user.id,
    view,
    values,
    metadata: parseMetadata(view.private_metadata),
    triggerId: body.trigger_id,
    key: view.id && view.hash ? `view:${view.id}:${view.hash}` : `trigger:${body.trigger_id}`,
    atMs,
  };
}

/** The submitted view in a stored payload, whether it is one of the app's forms or not. */
function sentForm(body: Payload): ViewSubmitAction | undefined {
  const read = body.type === 'view_submission' ? parsePayload(body) : undefined;
  return read !== undefined && 'payload' in read ? (read.payload as unknown as ViewSubmitAction) : undefined;
}

/** The `Interaction.key` of a stored payload. */
export function interactionKey(body: Payload): string {
  const sent = sentForm(body);
  return sent === undefined ? `trigger:${String(body.trigger_id)}` : parseSubmission(sent, 0).key;
}

/** The submitted form in a stored payload; `undefined` if the payload has none of the app's forms. */
export function formOf(body: Payload, atMs: number): Submission | undefined {
  const sent = sentForm(body);
  return sent?.view.callback_id.startsWith('incident:') ? parseSubmission(sent, atMs) : undefined;
}

/** The outcome of a submitted form: done, or shown again with a reason. */
export type Outcome = { line: string } | { again: string; metadata?: FormMetadata };

/** A submitted form of an editor. `Uses`: the services that its handler uses. */
interface Sent<Uses> {
  submission: Submission;
  metadata: FormMetadata;
  interaction: AuthorizedInteraction;
  services: Uses;
}

/** Carries out a submitted form. @throws AppError whose message the requester gets, with their input */
export type FormHandler<Uses = Services> = (sent: Sent<Uses>) => Promise<Outcome>;

/**
 * Carries out a submitted form that needs no editor.
 * @returns `told` when the requester has the answer already
 * @throws AppError as a `FormHandler`
 */
export type ReaderHandler<Uses = Services> = (submission: Submission, services: Uses) => Promise<Outcome | 'told'>;

/** The incident of a form. @throws AppError `not_understood` if the form has none */
export function incidentOf({ arn = '' }: FormMetadata): IncidentArn {
  const incident = parseIncidentArn(arn);
  if (incident !== undefined) return incident;
  throw staleForm();
}

/** The error for a form that another version of the app opened. */
export const staleForm = (): AppError =>
  new AppError('not_understood', 'This form is out of date. Copy your text, close the form and open it again.');
