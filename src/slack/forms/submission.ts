import type { ViewSubmitAction } from '@slack/bolt';
import { type Payload, parsePayload } from '../payload.ts';
import { type FormMetadata, parseMetadata } from './form-metadata.ts';

/** A form that somebody sent. */
export interface Submission {
  user: string;
  view: ViewSubmitAction['view'];
  /** What stands in each field, by its block's id; `''` for nothing. */
  values: Readonly<Record<string, string>>;
  /** `undefined` where it is not this app's. */
  metadata: FormMetadata | undefined;
  /** Tells it from all others: a second click on the same button is the same. */
  key: string;
  /** Epoch milliseconds. */
  atMs: number;
}

/** Reads what Slack sent. */
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
    key: view.id && view.hash ? `view:${view.id}:${view.hash}` : `trigger:${body.trigger_id}`,
    atMs,
  };
}

/** A sent form in a stored payload of Slack's, the app's or not. */
function sentForm(body: Payload): ViewSubmitAction | undefined {
  const read = body.type === 'view_submission' ? parsePayload(body) : undefined;
  return read !== undefined && 'payload' in read ? (read.payload as unknown as ViewSubmitAction) : undefined;
}

/** Tells what a stored payload of Slack's asks for from everything else, as `Interaction.key` does. */
export function interactionKey(body: Payload): string {
  const sent = sentForm(body);
  return sent === undefined ? `trigger:${String(body.trigger_id)}` : parseSubmission(sent, 0).key;
}

/** The form in a stored payload of Slack's; `undefined` where it is none of this app's. */
export function formOf(body: Payload, atMs: number): Submission | undefined {
  const sent = sentForm(body);
  return sent?.view.callback_id.startsWith('incident:') ? parseSubmission(sent, atMs) : undefined;
}
