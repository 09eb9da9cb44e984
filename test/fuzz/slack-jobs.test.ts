import { fc, test as fuzz } from '@fast-check/vitest';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIncidentApp, type IncidentApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/config.ts';
import { AppError } from '../../src/errors.ts';
import { openStorage, type Storage } from '../../src/open-storage.ts';
import { parsePayload } from '../../src/slack/payload.ts';
import { everyRequest } from '../attacks/every-request.ts';
import { type Backends, startBackends } from '../support/backends.ts';
import { silentLog } from '../support/silent-log.ts';
import { fewRuns, numRuns, timeout } from './cases.ts';
import { anyJson } from './hostile.ts';

const requests = everyRequest({
  user: ids.ada,
  userTeam: ids.team,
  team: ids.team,
  channel: ids.incidents,
  arn: seedIncidents.low,
});

type Path = readonly string[];
type Payload = Readonly<Record<string, unknown>>;

/** The path to every part of a payload. */
function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [[key], ...pathsOf(inside).map((path) => [key, ...path])]);
}

/** A copy of a value with one part replaced; `undefined` removes it. */
function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inside = replaced(Reflect.get(copy, step), rest, by);
  if (inside === undefined) Reflect.deleteProperty(copy, step);
  else Object.defineProperty(copy, step, { value: inside, enumerable: true, writable: true, configurable: true });
  return JSON.parse(JSON.stringify(copy));
}

const other = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(undefined, null, '', 7, [], {}, 'incident:__proto__', 'incident:toString') },
  { weight: 1, arbitrary: anyJson },
);
const damagedRequest = fc.constantFrom(...requests).chain(({ name, payload }) =>
  fc.record({ path: fc.constantFrom(...pathsOf(payload)), by: other }).map(({ path, by }) => ({
    name: `${name}, ${path.join('.')}`,
    body: replaced(payload, path, by) as Payload,
  })),
);

describe('the shape of payloads', () => {
  test('every payload that the app answers has the expected shape', () => {
    const unreadable = requests.map(({ payload }) => parsePayload(payload)).filter((read) => 'unreadable' in read);
    expect(unreadable).toEqual([]);
  });

  fuzz.prop([damagedRequest], { numRuns })(
    'whatever part is missing or of another type, the payload is taken or refused in one line without its texts',
    ({ body }) => {
      const read = parsePayload(body);
      if ('unreadable' in read) expect(read.unreadable).toMatch(/^[\w.,:? -]{1,150}$/);
    },
    timeout,
  );
});

describe('in the whole app', () => {
  let backends: Backends;
  let storage: Storage;
  let app: IncidentApp;

  beforeAll(async () => {
    backends = await startBackends({ environment: { INCIDENT_EDITORS: ids.ada } });
    Object.assign(process.env, backends.appEnvironment);
    const config = readConfig(backends.appEnvironment);
    storage = await openStorage(config, Date.now);
    const { store, queue } = storage;
    const parts = { store, queue, environment: backends.appEnvironment, now: Date.now, log: silentLog };
    app = createIncidentApp({ config, regions: ['eu-west-1'], ...parts });
  });
  afterAll(async () => {
    app.close();
    await storage.close();
    await backends.end();
  });

  fuzz.prop([damagedRequest], { numRuns: fewRuns })(
    'no damaged payload is a fault of the app: its job is done, or fails with a coded error',
    async ({ body }) => {
      const job = { kind: 'slack' as const, body, receivedAtMs: Date.now() };
      const delivery = { id: '1', group: 'fuzz', job, attempt: 1, sentAtMs: Date.now() };
      try {
        await app.run(delivery);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
      await app.givenUp(delivery, new Error('given up')).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    },
    timeout,
  );
});
