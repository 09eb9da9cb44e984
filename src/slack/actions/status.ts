import type { Services } from '../services.ts';
import { answerClick } from './answer-click.ts';
import { changeStatus, type StatusChange } from './change-status.ts';
import type { Click } from './click.ts';

/** Resolves or reopens the incident of a card, and tells the person. @throws AppError what they are told */
export async function clickedStatus(what: StatusChange, click: Click, services: Services): Promise<void> {
  const { asker, arn, seenMs, place, atMs = services.now() } = click;
  const editor = await services.permissions.editor(asker.user);
  const doing = { asker, editor, key: `trigger:${place.triggerId}`, atMs };
  await answerClick(services, click, await changeStatus(services, doing, what, arn, seenMs));
}
