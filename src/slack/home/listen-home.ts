import type { App, BlockAction } from '@slack/bolt';
import { elementIds } from '../../cards/action-ids.ts';
import type { Services } from '../services.ts';
import { publishHome } from './publish-home.ts';

/** Connects the App Home to what fills it. */
export function listenForHome(bolt: App, services: Services): void {
  bolt.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await publishHome(event.user, services, event.view === undefined);
  });

  bolt.action<BlockAction>(elementIds.homeRefresh, async ({ body }) => {
    await publishHome(body.user.id, services);
  });
}
