import { type ButtonName, isButton } from '../../actions/actions.ts';
import { decodeButtonValue, decodeOptionValue } from '../../cards/block-kit/button-value.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import type { ModalPlace } from '../forms/with-modal.ts';
import type { AuthorizedInteraction, Interaction, Requester } from '../requester/requester.ts';
import type { Services } from '../services.ts';

/** A click on a button or a menu option of an incident. */
export interface Click {
  action: ButtonName;
  arn: IncidentArn;
  /** `modifiedAtMs` of the record that the requester saw. */
  seenMs: number;
  requester: Requester;
  place: ModalPlace;
  /** The `ts` of the message that was clicked. */
  messageTs?: string;
  /** Whether that message is a reply in a thread; the parent of a thread is not. */
  inThread?: boolean;
  /** Whether only the requester sees that message. */
  ephemeral?: boolean;
  /** When the front received the click, in epoch milliseconds. */
  atMs?: number;
  /** `Interaction.key`, of a choice in a form. Default: by the trigger. */
  key?: string;
}

interface Element {
  action_id?: string;
  value?: string;
  selected_option?: { value?: string } | null;
}

/**
 * Parses the clicked element.
 * @returns `undefined` for a value that this app did not write
 */
export function parseClick(element: Element, requester: Requester, place: ModalPlace): Click | undefined {
  const chosen = decodeOptionValue(element.selected_option?.value);
  const action = chosen?.action ?? (element.action_id ?? '').replace(/^incident:/, '');
  const value = chosen?.value ?? decodeButtonValue(element.value);
  const arn = parseIncidentArn(value?.arn ?? '');
  if (value === undefined || arn === undefined || !isButton(action)) return undefined;
  return { action, arn, seenMs: value.seenMs, requester, place };
}

/** The interaction of a click. @param nowMs its time, if the click has none */
export function interactionOf({ requester, place, atMs, key }: Click, nowMs: number): Interaction {
  return { requester, key: key ?? `trigger:${place.triggerId}`, atMs: atMs ?? nowMs };
}

/** The same for a click that only editors may make. @throws AppError `may_not_write` for anyone else */
export async function authorizedClick(
  click: Click,
  { permissions, now }: Pick<Services, 'permissions' | 'now'>,
): Promise<AuthorizedInteraction> {
  const editor = await permissions.editor(click.requester.user);
  return { ...interactionOf(click, now()), editor };
}
