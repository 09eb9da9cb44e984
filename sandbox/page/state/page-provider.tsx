import { type ReactNode, useMemo, useReducer } from 'react';
import { postJson } from '../api/client.ts';
import { ConfirmDialog } from '../modal/confirm-dialog.tsx';
import { useConfirm } from '../modal/use-confirm.ts';
import { PageStateContext, type PageTools, PageToolsContext, WorkspaceContext } from './page-context.ts';
import { emptyPage } from './page-state.ts';
import { reduce } from './reduce.ts';
import { readAddress, useAddress } from './use-address.ts';
import { useServerSync } from './use-server-sync.ts';

/** Holds the page's state, synchronizes it with the server, and shows confirm dialogs. */
export function PageProvider({ children }: { children: ReactNode }) {
  const [state, dispatch] = useReducer(reduce, emptyPage, (empty) => ({ ...empty, ...readAddress(location.hash) }));
  const { question, confirm, answer } = useConfirm();
  const tools = useMemo<PageTools>(() => {
    const call: PageTools['call'] = async (path, body) => {
      const result = await postJson(path, body);
      if (!result.ok && !result.errors)
        dispatch({ type: 'notice', text: `That did not work: ${result.error ?? path}` });
      return result;
    };
    return { dispatch, call, confirm };
  }, [confirm]);
  useServerSync(state, dispatch);
  useAddress(state);

  return (
    <PageToolsContext value={tools}>
      <PageStateContext value={state}>
        <WorkspaceContext value={state.workspace}>{children}</WorkspaceContext>
      </PageStateContext>
      {question && <ConfirmDialog question={question} onAnswer={answer} />}
    </PageToolsContext>
  );
}
