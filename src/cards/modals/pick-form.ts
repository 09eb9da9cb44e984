import { callbackIds } from '../block-kit/action-ids.ts';
import { type CardModal, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { type Choice, choiceInput, fields, textInput } from './inputs.ts';

/** The form that turns a message into a note: the incident and the text. */
export function pickForm(
  incidents: readonly Choice[],
  { note, privateMetadata }: { note: string; privateMetadata: string },
): CardModal {
  const [first] = incidents;
  const title = 'Add to timeline';
  if (first === undefined) {
    return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`There is no open incident.`)]);
  }
  const submit = { submit: 'Add note', close: 'Cancel' };
  return modal({ callbackId: callbackIds.pick, title, ...submit, privateMetadata }, [
    choiceInput(fields.incident, { label: 'Incident', choices: incidents, chosen: first.value }),
    textInput(fields.note, {
      label: 'Note',
      multiline: true,
      max: 3000,
      initial: note,
      hint: 'Everybody who sees the incident sees it, in the timeline and in the console.',
    }),
  ]);
}
