import { parseArgs } from 'node:util';
import type { RunResult } from '../test/chaos/chaos-run.ts';
import { cloudFaultKinds, type FaultKind, faultKinds, onlyCloudKinds } from '../test/chaos/fault-kinds.ts';
import { openSlot, type Slot } from '../test/chaos/open-slot.ts';
import { createTally } from '../test/chaos/tally.ts';

const usage = `npm run chaos -- [--seed N] [--runs N] [--width N] [--incidents N] [--faults NAMES] [--workspaces] [--cloud]
  --seed N       the first seed; alone: only this seed, with full details (default: from the clock)
  --runs N       number of consecutive seeds (default 20)
  --width N      number of concurrent runs (default 2)
  --incidents N  incidents per run, at most about 300 (default: 3 to 7, by the seed)
  --faults NAMES faults of each run, separated by commas (default: by the seed):
                 ${faultKinds.join(', ')}
  --workspaces   in each run a second workspace, which uninstalls the app in the middle (default: one run in six, by the seed)
  --cloud        two replicas on SQS (fauxqs) and DynamoDB (dynalite); more faults:
                 ${onlyCloudKinds.join(', ')}`;

/** How much faster a run in the cloud is: four processes share a core. */
const cloudScale = 4;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function reportBroken(
  seed: number,
  { plan, broken, starvedMs }: RunResult,
  { inFull, cloud }: { inFull: boolean; cloud: boolean },
): void {
  say(
    `seed ${seed} broke ${broken.length} invariants; repeat with: npm run chaos -- --seed ${seed}${cloud ? ' --cloud' : ''}`,
  );
  if (starvedMs > 2000) say(`  the machine was busy: the process did not run for ${Math.round(starvedMs / 1000)} s`);
  for (const { invariant, facts } of broken) say(`  ${invariant}: ${facts}`);
  if (!inFull) return;
  for (const { atMs, untilMs, kind, parts } of plan.faults)
    say(`  ${atMs} to ${untilMs}: ${kind} ${JSON.stringify(parts)}`);
  for (const { atMs, ...step } of plan.steps) say(`  ${atMs}: ${JSON.stringify(step)}`);
}

function faultsNamed(list: string, kinds: readonly FaultKind[]): FaultKind[] {
  return list.split(',').map((given) => {
    const kind = kinds.find((one) => one === given.trim());
    if (kind === undefined) throw new Error(`--faults ${given}: unknown fault.`);
    return kind;
  });
}

/** @returns the number of seeds that broke an invariant */
async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      seed: text,
      runs: text,
      width: text,
      incidents: text,
      faults: text,
      cloud: { type: 'boolean' },
      workspaces: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const number = (name: 'seed' | 'runs' | 'width' | 'incidents', otherwise: number): number => {
    const given = Number(values[name] ?? otherwise);
    if (!Number.isSafeInteger(given) || given < (name === 'seed' ? 0 : 1)) {
      throw new Error(`--${name} ${values[name]}: expected a positive integer.`);
    }
    return given;
  };
  if (values.help === true) {
    say(usage);
    return 0;
  }
  const first = number('seed', Date.now() % 1_000_000);
  const runs = number('runs', values.seed === undefined ? 20 : 1);
  const width = Math.min(runs, number('width', 2));
  const cloud = values.cloud === true;
  const options = {
    cloud,
    ...(values.workspaces && { workspaces: true }),
    ...(values.incidents !== undefined && { incidents: number('incidents', 0) }),
    ...(values.faults !== undefined && { kinds: faultsNamed(values.faults, cloud ? cloudFaultKinds : faultKinds) }),
  };
  const tally = createTally();
  const phases = new Map<number, string>();
  const startedMs = Date.now();
  let next = first;
  let done = 0;
  let bad = 0;

  const elapsed = (): string => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  const progress = (): void => {
    const now = [...phases.values()].filter((words) => words !== '').join(' | ');
    process.stderr.write(`${done} of ${runs}, ${bad} broke, ${elapsed()}: ${now || 'no faults at present'}\n`);
  };

  async function work(slot: Slot): Promise<void> {
    while (next < first + runs) {
      const seed = next++;
      try {
        const result = await slot.run({ seed, options }, (words) => phases.set(seed, words));
        tally.add(result);
        if (result.broken.length > 0) {
          bad += 1;
          reportBroken(seed, result, { inFull: runs === 1, cloud });
        }
      } catch (error) {
        bad += 1;
        say(`seed ${seed} failed: ${error instanceof Error ? error.message : error}`);
      }
      phases.delete(seed);
      done += 1;
    }
  }

  say(`Seeds ${first} to ${first + runs - 1}, ${width} at a time.`);
  const ticking = setInterval(progress, process.stderr.isTTY ? 2000 : 15_000);
  const slots = Array.from({ length: width }, () => openSlot(cloud ? cloudScale : undefined));
  await Promise.all(slots.map(work)).finally(() => {
    clearInterval(ticking);
    for (const slot of slots) slot.end();
  });
  say(tally.summary());
  say(
    bad === 0
      ? `All invariants held. Took ${elapsed()}.`
      : `${bad} of ${runs} seeds broke an invariant or failed. Took ${elapsed()}.`,
  );
  return bad;
}

try {
  process.exitCode = (await main()) === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}\n`);
  process.exitCode = 1;
}
