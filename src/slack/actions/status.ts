import type { Services } from '../services.ts';
import { answerClick } from './answer-click.ts';
import { changeStatus, type StatusChange } from './change-status.ts';
import { type Click, interactionOf } from './click.ts';

/** Resolves or reopens the incident of a card, and tells the person. @throws AppError what they are told */
export async function clickedStatus(what: StatusChange, click: Click, services: Services): Promise<void> {
  const editor = await services.permissions.editor(click.asker.user);
  const doing = { ...interactionOf(click, services.now()), editor };
  await answerClick(services, click, await changeStatus(services, doing, what, click.arn, click.seenMs));
}
