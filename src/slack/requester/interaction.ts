import type { Editor } from '../access/permissions.ts';
import type { CommandCall } from '../commands/command.ts';
import type { Requester } from './requester.ts';

/** Something a person did in Slack that may change an incident. */
export interface Interaction {
  requester: Requester;
  /** Tells it from all others; the same when its job is delivered again. */
  key: string;
  /** When Slack's request came, in epoch milliseconds. */
  atMs: number;
}

/** An interaction of somebody who may write. */
export interface AuthorizedInteraction extends Interaction {
  editor: Editor;
}

/** Who sends a command that writes. @throws AppError `may_not_write` */
export async function authorizedInteractionOf({
  requester,
  triggerId,
  atMs,
  services,
}: Pick<CommandCall, 'requester' | 'triggerId' | 'atMs' | 'services'>): Promise<AuthorizedInteraction> {
  return { requester, atMs, key: `trigger:${triggerId}`, editor: await services.permissions.editor(requester.user) };
}
