import type { App, ViewSubmitAction } from '@slack/bolt';
import type { Services } from '../services.ts';
import { readSubmission } from './submission.ts';
import { submitted } from './submitted.ts';

/** Connects sent forms to what they do. */
export function listenForForms(bolt: App, services: Services): void {
  bolt.view<ViewSubmitAction>(/^incident:/, async ({ body, context }) => {
    const submission = readSubmission(body, Number(context.receivedAtMs));
    await submitted(submission, Number(context.attempt), services);
  });
}
