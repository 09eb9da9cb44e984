import { type ButtonName, isButton } from '../../actions.ts';
import { decodeButtonValue, decodeOptionValue } from '../../cards/block-kit/button-value.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { ModalPlace } from '../forms/with-modal.ts';
import type { Interaction } from '../requester/interaction.ts';
import type { Requester } from '../requester/requester.ts';

/** A click on a button or a menu of one incident. */
export interface Click {
  action: ButtonName;
  arn: IncidentArn;
  /** `modifiedAtMs` of the record that the person saw. */
  seenMs: number;
  requester: Requester;
  place: ModalPlace;
  /** The message that was clicked. */
  messageTs?: string;
  /** Whether that message is a reply in a thread; the parent of a thread is not. */
  inThread?: boolean;
  /** Whether only the person sees that message. */
  ephemeral?: boolean;
  /** When they clicked, in epoch milliseconds. */
  atMs?: number;
}

interface Element {
  action_id?: string;
  value?: string;
  selected_option?: { value?: string } | null;
}

/**
 * Reads what was clicked.
 * @returns `undefined` for values that this app did not write
 */
export function parseClick(element: Element, requester: Requester, place: ModalPlace): Click | undefined {
  const chosen = decodeOptionValue(element.selected_option?.value);
  const action = chosen?.action ?? (element.action_id ?? '').replace(/^incident:/, '');
  const value = chosen?.value ?? decodeButtonValue(element.value);
  const arn = parseIncidentArn(value?.arn ?? '');
  if (value === undefined || arn === undefined || !isButton(action)) return undefined;
  return { action, arn, seenMs: value.seenMs, requester, place };
}

/** A click as what may change an incident. @param nowMs for a click that does not say when it was */
export function interactionOf({ requester, place, atMs }: Click, nowMs: number): Interaction {
  return { requester, key: `trigger:${place.triggerId}`, atMs: atMs ?? nowMs };
}
