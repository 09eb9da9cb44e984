import { AsyncLocalStorage } from 'node:async_hooks';

/** A workspace, as a request or a channel names it. `''`: not named. */
export interface Workspace {
  teamId: string;
  /** The Enterprise Grid organisation. */
  enterpriseId: string;
}

const running = new AsyncLocalStorage<Workspace>();

/**
 * Runs work on behalf of a workspace: calls to Slack that name no channel use its token.
 *
 * It is kept in the asynchronous context, because the client needs it but the functions that lead there do not.
 */
export const withWorkspace = <T>(workspace: Workspace, work: () => T): T => running.run(workspace, work);

/** The workspace on whose behalf the running work is done, where there is one. */
export const currentWorkspace = (): Workspace | undefined => running.getStore();
