import type { App } from '@slack/bolt';
import { readManifest } from 'slack-aws-sandbox';
import { expect, test } from 'vitest';
import { callbackIds } from '../../src/cards/block-kit/action-ids.ts';
import { listen } from '../../src/slack/bolt/listen.ts';
import { formIds } from '../../src/slack/forms/listen-forms.ts';
import type { Services } from '../../src/slack/services.ts';
import { everyRequest, readOnlyViews } from '../attacks/every-request.ts';

interface Registration {
  method: string;
  /** The event, command or action. */
  constraint: unknown;
}

/** Records the app's registrations with Bolt in order, without running them. */
function registrations(): Registration[] {
  const noted: Registration[] = [];
  const bolt = new Proxy({} as App, {
    get:
      (_, method) =>
      (constraint: unknown): void =>
        void noted.push({ method: String(method), constraint }),
  });
  listen(bolt, {} as Services);
  return noted;
}

const requests = everyRequest({ user: 'U1', userTeam: 'T1', team: 'T1', channel: 'C1', arn: 'arn' });

const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((found, step) => (found as Record<string | number, unknown> | undefined)?.[step], value);

/** How Bolt dispatches a payload: the listener's method, and the value that its constraint is compared with. */
function listenerFor(payload: Readonly<Record<string, unknown>>): { method: string; key: unknown } {
  if ('command' in payload) return { method: 'command', key: payload.command };
  if ('event' in payload) return { method: 'event', key: at(payload, 'event', 'type') };
  if (payload.type === 'block_actions') return { method: 'action', key: at(payload, 'actions', 0, 'action_id') };
  if (payload.type === 'view_submission') return { method: 'view', key: at(payload, 'view', 'callback_id') };
  return { method: 'shortcut', key: payload.callback_id };
}

function matches({ method, constraint }: Registration, payload: Readonly<Record<string, unknown>>): boolean {
  const listener = listenerFor(payload);
  if (listener.method !== method) return false;
  if (constraint instanceof RegExp) return constraint.test(String(listener.key));
  return typeof constraint === 'object' ? at(constraint, 'type') === payload.type : constraint === listener.key;
}

test('the gate is registered before every listener', () => {
  const [first, ...rest] = registrations();
  expect(first?.method).toBe('use');
  expect(rest.length).toBeGreaterThan(8);
  expect(rest.map(({ method }) => method)).not.toContain('use');
});

test('test/attacks/outsiders.test.ts covers every listener as a person of another organisation', () => {
  const uncovered = registrations()
    .slice(1)
    .filter((registration) => !requests.some(({ payload }) => matches(registration, payload)));
  expect(uncovered).toEqual([]);
});

test('test/attacks/outsiders.test.ts covers every event, command and shortcut of the manifest', () => {
  const { botEvents, slashCommands, shortcuts } = readManifest('manifest.yml');
  const covered = requests.map(({ payload }) => listenerFor(payload).key);
  const wanted = [
    ...botEvents.map((event) => event.replace(/^message\..*/, 'message')),
    ...slashCommands.map(({ command }) => command),
    ...shortcuts.map(({ callback_id }) => callback_id),
  ];
  expect(wanted.filter((each) => !covered.includes(each))).toEqual([]);
});

test('test/attacks/outsiders.test.ts covers every modal that can be submitted', () => {
  expect([...formIds, ...readOnlyViews].sort()).toEqual(Object.values(callbackIds).sort());
});
