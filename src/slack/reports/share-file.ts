import { findMessage } from '../../posting/find-message.ts';
import { type FileToShare, uploadFile } from '../../web-api/upload.ts';
import type { Interaction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';

/**
 * Shares a file once, however often its job is delivered: after a lost answer it is looked for before it is shared
 * again.
 */
export async function shareFile(
  services: Pick<Services, 'slack' | 'journal'>,
  { key, atMs }: Pick<Interaction, 'key' | 'atMs'>,
  file: FileToShare,
): Promise<void> {
  const step = await services.journal.step(key, 'file');
  await step.run(async (once) => {
    const shared = step.begun && (await isThere(services, file, atMs));
    if (!shared) await uploadFile(services.slack, file, () => once.beforeSend('slack'));
    return true;
  });
}

async function isThere(
  { slack }: Pick<Services, 'slack'>,
  { channel, threadTs, name }: FileToShare,
  atMs: number,
): Promise<boolean> {
  const place = { channel, ...(threadTs !== undefined && { threadTs }), sinceMs: atMs };
  return (await findMessage(slack, place, ({ files = [] }) => files.some((file) => file.name === name))) !== undefined;
}

/**
 * A name for a file that every system takes: parts, time (UTC), ending.
 * @param atMs milliseconds
 */
export function fileName(parts: readonly string[], atMs: number, ending: 'md' | 'csv' | 'png'): string {
  const time = new Date(atMs).toISOString().slice(0, 23).replaceAll(/[-:.]/g, '').replace('T', '-');
  const words = parts.map((part) => part.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)).filter((part) => part !== '');
  return `${[...words, time].join('-')}.${ending}`;
}
