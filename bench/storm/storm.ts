import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import type { Backends } from '../../test/support/backends.ts';
import type { Report } from '../report.ts';
import { createPeople, type Deed, deeds, type Person, type Waits } from './people.ts';

/** Each incident is shown in two channels. */
export const topicChannels = [ids.checkout, ids.general];
/** Milliseconds between their starts, in which the embedded services answer too. */
const spacingMs = 10;
/** How long AWS and Slack take to answer, in milliseconds. */
export const awsMs = 100;
export const slackMs = 250;
export const peopleCount = 50;
/** How long people ask before the storm, in milliseconds. */
const quietMs = 40_000;
/** The longest storm that is waited for, in milliseconds: an earlier build may take minutes. */
const longestMs = 600_000;

/** Where it happens. */
export type Place = Pick<Backends, 'slack' | 'aws'>;

const quantile = (waits: readonly number[], part: number) =>
  [...waits].sort((a, b) => a - b)[Math.floor(part * waits.length)] ?? Number.NaN;

/** People of the workspace, each with an incident of their own. */
export function invitePeople({ slack: { workspace }, aws }: Place, count: number): Person[] {
  return Array.from({ length: count }, (_, index): Person => {
    const user = workspace.addUser({ name: `person${index}` });
    workspace.invite(ids.incidents, user);
    const arn = aws.incidents.start(seedPlans.search, { title: `Of person ${index}`, impact: 4 });
    return { user, channel: ids.incidents, arn };
  });
}

/** @returns milliseconds from the first incident to the last card */
export async function storm({ aws, slack }: Place, incidents: number): Promise<number> {
  const beganMs = performance.now();
  let posted = 0;
  const stop = slack.workspace.onEvent((event) => {
    if (event.type === 'message' && topicChannels.some((id) => id === event.message.channel))
      posted += Number(event.message.text.includes('Storm') && event.message.thread_ts === undefined);
  });
  for (let count = 0; count < incidents; count += 1) {
    aws.incidents.start(seedPlans.checkout, { title: `Storm ${count}`, impact: 1 + (count % 5) });
    await sleep(spacingMs);
  }
  await slack.workspace.until(() => posted >= incidents * topicChannels.length, longestMs);
  stop();
  return performance.now() - beganMs;
}

/** A form that opens after Slack's three seconds, for example, never opens. */
const inMs = (ms: number) => (Number.isFinite(ms) ? `${ms.toFixed(0)} ms` : 'failed');

function reportWaits(report: Report, quiet: Waits, stormy: Waits): void {
  for (const deed of Object.keys(deeds) as Deed[]) {
    for (const [name, part] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const [before, during] = [quantile(quiet[deed], part), quantile(stormy[deed], part)];
      const areMeasured = Number.isFinite(before) && Number.isFinite(during);
      report.row({
        what: `${deeds[deed]}: ${name}`,
        value: `${inMs(during)}${areMeasured ? `, ${(during / before).toFixed(2)} × as long` : ''} (${stormy[deed].length} times)`,
        ...(areMeasured && { ratio: before / during }),
        against: `before the storm, ${inMs(before)} (${quiet[deed].length} times)`,
      });
    }
  }
}

/**
 * What people wait for during the storm, compared with a while before it.
 * @returns the length of the storm, in milliseconds
 */
export async function measurePeople(
  place: Place,
  people: readonly Person[],
  incidents: number,
  report: Report,
): Promise<number> {
  const { arrive, act } = createPeople(place);
  report.progress('  people arrive');
  await arrive(people);
  report.progress('  before the storm');
  const untilMs = performance.now() + quietMs;
  const quiet = await act(people, () => performance.now() < untilMs);
  report.progress(`  ${incidents} incidents start`);
  let rages = true;
  const raging = storm(place, incidents).finally(() => {
    rages = false;
  });
  const stormy = await act(people, () => rages);
  const lengthMs = await raging;
  reportWaits(report, quiet, stormy);
  return lengthMs;
}
