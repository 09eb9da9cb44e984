import { createContext, type Dispatch, useContext } from 'react';
import type { SandboxState } from '../../page-api.ts';
import type { Answer } from '../api/client.ts';
import type { PageState } from './page-state.ts';
import type { PageAction } from './reduce.ts';

export interface PageTools {
  dispatch: Dispatch<PageAction>;
  /** Posts to `/sandbox/<path>`; when it fails, says why in a notice. Never rejects. */
  call: (path: string, body: object) => Promise<Answer>;
  /** Asks the person before something is done, as a confirm object says. */
  confirm: (question: ConfirmQuestion) => Promise<boolean>;
}

export interface ConfirmQuestion {
  title: string;
  text: { type?: string; text: string };
  confirm: string;
  deny: string;
  style?: string | undefined;
}

/** Three contexts, so that what never changes does not redraw with what changes often. */
export const PageStateContext = createContext<PageState | undefined>(undefined);
export const PageToolsContext = createContext<PageTools | undefined>(undefined);
export const WorkspaceContext = createContext<SandboxState | undefined>(undefined);

export const usePageState = (): PageState => present(useContext(PageStateContext));
export const usePageTools = (): PageTools => present(useContext(PageToolsContext));
export const useWorkspace = (): SandboxState => present(useContext(WorkspaceContext));

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('drawn outside of the page');
  return value;
}
