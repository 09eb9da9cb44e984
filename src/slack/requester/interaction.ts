import { type Asker } from './requester.ts';
import { type Editor } from '../access/permissions.ts';
import { type CommandCall } from '../commands/command.ts';

/** Something a person did in Slack that may change an incident. */
export interface Interaction {
  asker: Asker;
  /** Tells it from all others; the same when its job is delivered again. */
  key: string;
  /** When Slack's request came, in epoch milliseconds. */
  atMs: number;
}

/** An interaction of somebody who may write. */
export interface Doing extends Interaction {
  editor: Editor;
}

/** Who sends a command that writes. @throws AppError `may_not_write` */
export async function doingOf({
  asker,
  triggerId,
  atMs,
  services,
}: Pick<CommandCall, 'asker' | 'triggerId' | 'atMs' | 'services'>): Promise<Doing> {
  return { asker, atMs, key: `trigger:${triggerId}`, editor: await services.permissions.editor(asker.user) };
}
