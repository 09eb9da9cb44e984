import type { CommandCall } from './commands/command.ts';
import type { Doing } from './interaction.ts';

/** Who sends a command that writes. @throws AppError `may_not_write` */
export async function doingOf({
  asker,
  triggerId,
  atMs,
  services,
}: Pick<CommandCall, 'asker' | 'triggerId' | 'atMs' | 'services'>): Promise<Doing> {
  return { asker, atMs, key: `trigger:${triggerId}`, editor: await services.permissions.editor(asker.user) };
}
