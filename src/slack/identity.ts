import type { AuthorizeResult } from '@slack/bolt';
import type { FindInstallation } from '../gate/installation.ts';

/** Who the app is in its workspace, as Bolt wants to know it. */
export function createIdentity(findInstallation: FindInstallation, botToken: string): () => Promise<AuthorizeResult> {
  return async () => {
    const { teamId, botId, botUserId } = await findInstallation();
    return {
      botToken,
      ...(botId !== undefined && { botId }),
      ...(botUserId !== undefined && { botUserId }),
      ...(teamId !== '' && { teamId }),
    };
  };
}
