import { createContext, type Dispatch, useContext } from 'react';
import type { SandboxState } from '../../page-api.ts';
import type { Answer } from '../api/client.ts';
import type { PageState } from './page-state.ts';
import type { PageAction } from './reduce.ts';

export interface PageTools {
  dispatch: Dispatch<PageAction>;
  /** Posts to `/sandbox/<path>`; a failure is shown as a notice. Never rejects. */
  call: (path: string, body: object) => Promise<Answer>;
  /** Asks for confirmation, as a confirm object prescribes. */
  confirm: (question: ConfirmQuestion) => Promise<boolean>;
}

export interface ConfirmQuestion {
  title: string;
  text: { type?: string; text: string };
  confirm: string;
  deny: string;
  style?: string | undefined;
}

/** Three contexts, so that frequent changes do not re-render what rarely changes. */
export const PageStateContext = createContext<PageState | undefined>(undefined);
export const PageToolsContext = createContext<PageTools | undefined>(undefined);
export const WorkspaceContext = createContext<SandboxState | undefined>(undefined);

export const usePageState = (): PageState => present(useContext(PageStateContext));
export const usePageTools = (): PageTools => present(useContext(PageToolsContext));
export const useWorkspace = (): SandboxState => present(useContext(WorkspaceContext));

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('rendered outside of the page provider');
  return value;
}
