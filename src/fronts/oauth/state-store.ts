import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type InstallURLOptions, InvalidStateError, type StateStore } from '@slack/oauth';
import type { Store } from '../../store/store.ts';

export interface StateStoreOptions {
  store: Pick<Store, 'write'>;
  /** `SLACK_STATE_SECRET`. */
  secret: string;
  /** What an installation asks for. */
  install: InstallURLOptions;
  /** Milliseconds. */
  now: () => number;
}

/** How long an installation may take, in milliseconds. Slack's code lives as long. */
const validMs = 600_000;

/**
 * States of installations: signed, valid for ten minutes, and good for one use. Only the use is stored, so that opening the
 * page, which anyone may do, stores nothing.
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export function createStateStore({ store, secret, install, now }: StateStoreOptions): StateStore {
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

  return {
    async generateStateParam() {
      const text = `${randomBytes(16).toString('base64url')}.${now() + validMs}`;
      return `${text}.${sign(text)}`;
    },
    async verifyStateParam(_date, state) {
      const [nonce = '', until = '', signature = ''] = state.split('.');
      const expected = Buffer.from(sign(`${nonce}.${until}`));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new InvalidStateError('forged');
      const untilMs = Number(until);
      if (!(now() < untilMs)) throw new InvalidStateError('too old');
      const item = { partition: 'oauth states', sort: nonce, value: true, expiresAtMs: untilMs };
      if ((await store.write(item, 'absent')) === undefined) throw new InvalidStateError('used');
      return install;
    },
  };
}
