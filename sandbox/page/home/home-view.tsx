import { useEffect, useMemo } from 'react';
import type { ActionRequest } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { OwnSurface } from '../elements/surface.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import { AppTabs } from './app-tabs.tsx';

/** The app's Home tab. Opening it notifies the app, which publishes the view. */
export function HomeView() {
  const { home, person, connection } = usePageState();
  const { call } = usePageTools();
  const live = connection === 'live';
  useEffect(() => {
    if (live) void call('home', { user: person });
  }, [live, person, call]);
  const container = useMemo<ActionRequest['container']>(() => ({ type: 'view', view_id: home?.id ?? '' }), [home?.id]);
  return (
    <main className="main" aria-label="Home">
      <AppTabs current="home" />
      <div className="home">
        {home ? (
          <OwnSurface person={person} container={container} blocks={home.blocks}>
            <BlockList blocks={home.blocks} />
          </OwnSurface>
        ) : (
          <div className="loading">The app has not published its Home yet…</div>
        )}
      </div>
    </main>
  );
}
