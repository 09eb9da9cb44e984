import type { Config } from '../../config/config.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import type { GetRoute } from '../http/server.ts';

/**
 * The routes of an installation, whose code is loaded with the first request to one of them.
 * @returns `undefined` where the app has one token
 */
export function lazyInstallFront(
  config: Pick<Config, 'slack' | 'slackApiUrl' | 'publicUrl'>,
  parts: { store: Store; now: () => number; log: Log },
): GetRoute | undefined {
  const oauth = config.slack.mode === 'sandbox' ? undefined : config.slack.oauth;
  if (oauth === undefined) return undefined;
  let loading: Promise<GetRoute> | undefined;
  return async (url, headers) => {
    loading ??= import('./install-front.ts').then(({ createInstallFront }) =>
      createInstallFront({ config, oauth, ...parts }),
    );
    return (await loading)(url, headers);
  };
}
