import { type Dispatch, useEffect, useMemo } from 'react';
import type { PageMessage, PanelIncident, SandboxState } from '../../page-api.ts';
import { getJson } from '../api/client.ts';
import { type LiveListener, useLiveEvents } from '../api/use-live-events.ts';
import type { PageState } from './page-state.ts';
import type { PageAction } from './reduce.ts';

const retryMs = 1000;

/**
 * Loads the server's state and follows its events. Everything shown is fetched again whenever the stream reconnects.
 */
export function useServerSync(state: PageState, dispatch: Dispatch<PageAction>): void {
  const { person, place, connection } = state;
  const started = state.workspace !== undefined;
  const live = connection === 'live';
  const channel = place.kind === 'channel' ? place.channel : '';

  useEffect(() => {
    if (started) return;
    return untilDone(() => loadWorkspace(dispatch));
  }, [started, dispatch]);

  const listener = useMemo<LiveListener>(
    () => ({
      onOpen: () => dispatch({ type: 'connection', connection: 'live' }),
      onEvent: (event) => dispatch({ type: 'event', event }),
      onLost: () => dispatch({ type: 'connection', connection: 'lost' }),
    }),
    [dispatch],
  );
  useLiveEvents(started ? person : '', listener);

  useEffect(() => {
    if (!live) return;
    return untilDone(async () => {
      await loadWorkspace(dispatch);
      dispatch({ type: 'incidents', incidents: await getJson<PanelIncident[]>('incidents') });
    });
  }, [live, dispatch]);

  useEffect(() => {
    if (!live || channel === '') return;
    const query = new URLSearchParams({ channel, user: person });
    return untilDone(async (stopped) => {
      const messages = await getJson<PageMessage[]>(`messages?${query}`);
      if (!stopped()) dispatch({ type: 'listed', channel, messages });
    });
  }, [live, channel, person, dispatch]);
}

async function loadWorkspace(dispatch: Dispatch<PageAction>): Promise<void> {
  dispatch({ type: 'workspace', workspace: await getJson<SandboxState>('state') });
}

/** Retries `task` every second until it succeeds; returns a function that stops the retries. */
function untilDone(task: (stopped: () => boolean) => Promise<void>): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = () => {
    task(() => stopped).catch(() => {
      if (!stopped) timer = setTimeout(attempt, retryMs);
    });
  };
  attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
