import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from './app-process.ts';
import { startAppReplicas } from './app-replicas.ts';
import { askedOf, deliveredOf } from './asked.ts';
import { tallyCalls } from './call-tally.ts';
import { roomImpacts, startChaosBackends, topicChannels } from './chaos-backends.ts';
import { answeredOnce, nothingLost, writtenOnce } from './check-asked.ts';
import { cardsAreTrue, oneCard } from './check-cards.ts';
import { healthyAgain } from './check-health.ts';
import { postsGoOn } from './check-posts.ts';
import { refusalIsTold } from './check-refusal.ts';
import { oneRoom, roomsAreTrue } from './check-rooms.ts';
import { statusPostsOnce, threadsAreTrue } from './check-thread.ts';
import { actorsAreNamed, nothingFalse, nothingLeaks, toldOnce } from './check-told.ts';
import { realMs, scale, timeAt } from './clock.ts';
import { givenUpAfterTries } from './cloud/check-dead-letters.ts';
import { isLongRefusal, orderlyKinds } from './fault-kinds.ts';
import { goWrong } from './go-wrong.ts';
import { observeSlack, shared, writtenIn } from './observe-slack.ts';
import { makePlan, type Plan, type PlanOptions } from './plan.ts';
import { play } from './play.ts';
import { createRandom } from './random.ts';
import { recordHistory } from './record-history.ts';
import type { Broken, Check, World } from './world.ts';

export interface RunOptions extends PlanOptions {
  /** Receives each fault as it begins. */
  onPhase?: (words: string) => void;
  /** How long the recovery may take, in milliseconds of the run; see `recoveryMs`. */
  recoverWithinMs?: number;
  /** Where the app's log goes. */
  onOutput?: (text: string) => void;
}

export interface RunResult {
  plan: Plan;
  broken: Broken[];
  /** From the end of the last fault until every check passed, in milliseconds of the run; absent: never. */
  recoveredMs?: number;
  /** The most memory that the process had. */
  peakBytes: number;
  /** How long the process did not run because the machine was busy, in milliseconds of the machine. */
  starvedMs: number;
  /** How often the process was started. */
  starts: number;
  incidents: number;
  /** The number of requests of people. */
  asked: number;
  /** Jobs that were given up; absent: not counted. */
  deadLetters?: number;
}

const entries = {
  https: new URL('./app-main.ts', import.meta.url),
  queue: new URL('../../src/main.ts', import.meta.url),
};
/** The longest start, in milliseconds of the machine, which may be busy. */
const startMs = 120_000;
/** The time without running above which calls may have timed out, in milliseconds of the machine. */
const orderlyStarvedMs = 1000;
/** The longest until `/healthz` answers 200, in milliseconds of the machine. */
const healthyWithinMs = 15_000;
/** The longest that a call which was under way when the app handled an uninstallation may take, in milliseconds of the run. */
const longestCallMs = 10_000;
/** The most memory that the process may use, in bytes: a leak shows long before. */
const mostBytes = 500 * 1024 * 1024;

/** Checks that pass some time after the last fault. */
const sooner: readonly Check[] = [oneCard, cardsAreTrue, threadsAreTrue, nothingLost, oneRoom, roomsAreTrue];
/** Checks that always pass. */
const always: readonly Check[] = [
  answeredOnce,
  writtenOnce,
  statusPostsOnce,
  nothingFalse,
  actorsAreNamed,
  nothingLeaks,
  toldOnce,
  refusalIsTold,
];

/** Plays one plan against the app in its own process, and runs all checks. */
export async function chaosRun(seed: number, options: RunOptions = {}): Promise<RunResult> {
  const plan = makePlan(seed, options);
  const refusal = plan.faults.length === 1 ? plan.faults.find(isLongRefusal) : undefined;
  const clock = { startedMs: Date.now(), skippedMs: 0, wrongMs: 0 };
  const trueNow = (): number => timeAt({ ...clock, wrongMs: 0 }, Date.now());
  const backends = await startChaosBackends({
    random: createRandom(seed + 1),
    now: trueNow,
    clock,
    workspaces: plan.uninstallMs !== undefined,
    ...plan,
  });
  const seeded = new Set(backends.aws.incidents.list().map(({ record }) => record.arn));
  const history = recordHistory(backends.aws);
  const calls = tallyCalls(backends.slack);
  const app = startAppReplicas({
    count: plan.cloud ? 2 : 1,
    environment: backends.appEnvironment,
    entry: entries[plan.notifications],
    clock,
    onUrls: backends.gate.setTargets,
  });
  const { workspaces } = backends;
  let uninstalledMs: number | undefined;
  const noteUninstalled = (): void => {
    if (app.output().includes('the app was uninstalled')) uninstalledMs ??= trueNow();
    if (uninstalledMs !== undefined && trueNow() - uninstalledMs > longestCallMs) workspaces?.handled();
  };
  const tally = setInterval(() => {
    calls.take();
    noteUninstalled();
  }, 200);
  const setClock = (change: Partial<typeof clock>): void => {
    Object.assign(clock, change);
    app.setClock({ ...clock });
    backends.cloud?.setClock({ ...clock, wrongMs: 0 });
  };

  /** When the plan began; absent until then. */
  let begunMs: number | undefined;

  function world(): World {
    calls.take();
    const { workspace } = backends.slack;
    return {
      shown: observeSlack(backends.slack),
      incidents: backends.aws.incidents.list().filter(({ record }) => !seeded.has(record.arn)),
      history,
      asked: askedOf(backends.gate.passed),
      delivered: deliveredOf(backends.gate.passed),
      answers: calls.answers,
      lies: calls.lies,
      sharedTexts: writtenIn(backends.slack, shared.channel),
      shared,
      // A machine that is too busy also loses answers.
      orderly: app.starvedMs < orderlyStarvedMs && plan.faults.every(({ kind }) => orderlyKinds.includes(kind)),
      toldPrivately: (user, channel) => workspace.ephemerals(user, channel),
      topicChannels,
      roomImpacts: plan.rooms ? roomImpacts : [],
      ...(refusal !== undefined &&
        begunMs !== undefined && {
          refusal: { fromMs: begunMs + refusal.atMs, untilMs: begunMs + refusal.untilMs },
        }),
    };
  }

  /**
   * Repeats the checks until they pass, or until the time limit. Time in which the app did not run extends the limit by
   * twice as much (what it waits for is late too), up to a maximum.
   */
  async function comeTrue(checks: readonly Check[], limitMs: number): Promise<{ left: Broken[]; tookMs: number }> {
    const [begunAt, starvedBefore] = [trueNow(), app.starvedMs];
    for (;;) {
      const now = world();
      const left = checks.flatMap((check) => check(now));
      const starvedMs = scale * (app.starvedMs - starvedBefore);
      const tookMs = trueNow() - begunAt - Math.min(2 * starvedMs, 2 * limitMs);
      if (left.length === 0 || tookMs > limitMs) return { left, tookMs: Math.max(0, tookMs) };
      await sleep(100);
    }
  }

  /** @throws Error with how the process ended last and what it printed, if the condition stays false */
  async function until(otherwise: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + startMs;
    while (!holds()) {
      if (Date.now() > deadline)
        throw new Error([otherwise, ...app.ends.slice(-1), app.output().slice(-600)].join('\n'));
      await sleep(20);
    }
  }

  try {
    await until('the app does not start', () => app.url !== undefined);
    await workspaces?.install(app.url ?? '');
    backends.subscribe();
    await until('the app confirms no subscription', backends.isSubscribed);
    // The plan's time begins when the app has started.
    setClock({ startedMs: Date.now(), skippedMs: clock.skippedMs + trueNow() - Date.now() });
    const planMs = trueNow();
    begunMs = planMs;
    const since = (): number => trueNow() - planMs;
    const stage = { backends, arns: new Map<number, string>() };
    await Promise.all([
      play(plan, stage, since),
      sleep(realMs(plan.uninstallMs ?? 0)).then(() => workspaces?.uninstall(createRandom(seed + 3))),
      goWrong(
        plan.faults,
        {
          backends,
          app,
          setClockWrong: (wrongMs) => setClock({ wrongMs }),
          onChange: (now) => options.onPhase?.(now.map(({ kind }) => kind).join(', ')),
        },
        since,
      ),
    ]);
    await until('the app does not start again', () => app.url !== undefined);
    options.onPhase?.('recovery');
    const limitMs = options.recoverWithinMs ?? recoveryMs(plan);
    const recovery = await comeTrue(sooner, limitMs);
    const broken = [...recovery.left];
    workspaces?.handled();
    if (broken.length === 0) {
      options.onPhase?.('time passes');
      // Longer than the cadence of a watch without changes.
      const silentMs = 5 * plan.cadenceMs;
      const leaptAt = trueNow();
      setClock({ skippedMs: clock.skippedMs + silentMs });
      broken.push(...(await comeTrue([...sooner, postsGoOn(leaptAt)], limitMs)).left);
    }
    for (const url of app.urls) broken.push(...(await healthyAgain({ url }, healthyWithinMs)));
    const letters = await backends.cloud?.deadLetters();
    if (letters) broken.push(...givenUpAfterTries(letters, backends.cloud?.handed ?? new Map()));
    broken.push(...(workspaces?.broken(backends.database, letters ?? []) ?? []));
    const end = world();
    broken.push(...always.flatMap((check) => check(end)), ...ownFaults(app));
    return {
      plan,
      broken,
      ...(recovery.left.length === 0 && { recoveredMs: recovery.tookMs }),
      peakBytes: app.peakBytes,
      starvedMs: app.starvedMs,
      starts: app.starts,
      incidents: end.incidents.length,
      asked: end.asked.length + end.delivered.length,
      ...(letters && { deadLetters: letters.length }),
    };
  } finally {
    clearInterval(tally);
    options.onOutput?.(app.output());
    await app.stop();
    await backends.end();
  }
}

/**
 * Two cadences; with hundreds of incidents in one channel as long as Slack takes for a card and a line of each, at one
 * message a second.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const recoveryMs = ({ cadenceMs, incidents }: Plan): number => Math.max(2 * cadenceMs, 2000 * incidents);

/** Faults of the process itself. It is right to refuse a start while the database file cannot be used. */
function ownFaults({ ends, badStops, peakBytes }: AppProcess): Broken[] {
  const crashes = ends.filter((said) => !said.includes('STORE_URL: cannot use the database file'));
  const broken = crashes.map((facts): Broken => ({ invariant: 'the process goes on', facts }));
  broken.push(...badStops.map((facts): Broken => ({ invariant: 'it stops in order within ten seconds', facts })));
  if (peakBytes > mostBytes) broken.push({ invariant: 'memory is bounded', facts: `${peakBytes} bytes` });
  return broken;
}
