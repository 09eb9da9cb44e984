import type { Seen } from './observe-slack.ts';
import type { Version } from './record-history.ts';
import { type Broken, type Check, impactWord, isBlind, isShut, short, type World } from './world.ts';

/**
 * The lines in a card's thread say what really changed. Changes may be merged (the app reads the record, not each change),
 * so the rules are: no line twice; each impact line begins where the last one ended; every title, summary and impact was
 * once true, and the impacts in that order; the last line about each matches the record; and everything that changed since
 * the card was posted has a line.
 *
 * The last status update of a watch replaces the line of the resolution and sums up what changed since the previous one:
 * such a line is not part of the chain. In a channel that the app has not joined lines may repeat, see `isBlind`.
 */
export const threadsAreTrue: Check = (world) => {
  const { shown, history, incidents } = world;
  const wrong: Broken[] = [];
  for (const { record } of incidents) {
    const versions = history.get(record.arn) ?? [];
    for (const channel of new Set(shown.cards.map((card) => card.channel))) {
      if (isBlind(world, channel) || isShut(world, record.arn, channel)) continue;
      const lines = shown.lines
        .filter((line) => line.arn === record.arn && line.channel === channel)
        .sort((a, b) => (a.ts < b.ts ? -1 : 1));
      const where = `${short(record.arn)} in ${channel}`;
      for (const facts of [
        ...doubled(lines),
        ...impactFaults(lines, versions),
        ...quoteFaults(lines, versions),
        ...untold(lines, versions, postedMs(world, record.arn, channel)),
      ])
        wrong.push({ invariant: 'threads are true', facts: `${where}: ${facts}` });
    }
  }
  return wrong;
};

/** No status update is posted twice for the same due time. */
export const statusPostsOnce: Check = (world) =>
  doubled(world.shown.statusPosts.filter(({ channel }) => !isBlind(world, channel))).map((facts) => ({
    invariant: 'status updates once',
    facts,
  }));

function doubled(lines: readonly Seen[]): string[] {
  const counts = new Map<string, number>();
  for (const { arn, channel, key } of lines) {
    const id = `${short(arn)} ${channel} ${key}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([id, count]) => `${count} times ${id}`);
}

const isLastPost = ({ words }: Seen): boolean => words.includes('This was the last status update');

function impactFaults(lines: readonly Seen[], versions: readonly Version[]): string[] {
  const faults: string[] = [];
  const true_ = versions.map(({ impact }) => impactWord(impact));
  let at: string | undefined;
  let summed = false;
  for (const line of lines) {
    if (isLastPost(line)) {
      summed = true;
      continue;
    }
    const [, from = '', to = ''] = /Impact: (.+?) → (.+?), by/.exec(line.words) ?? [];
    if (from === '') continue;
    if (at !== undefined && !summed && at !== from) faults.push(`impact was told to be ${at}, then "${from} → ${to}"`);
    const begun = true_.indexOf(from);
    if (begun === -1 || !true_.slice(begun + 1).includes(to)) faults.push(`impact never went "${from} → ${to}"`);
    at = to;
    summed = false;
  }
  const last = true_.at(-1);
  if (at !== undefined && !summed && at !== last) faults.push(`the last word on its impact is ${at}, it is ${last}`);
  return faults;
}

/** When the channel's first card of an incident was posted, in milliseconds. */
const postedMs = ({ shown }: World, arn: string, channel: string): number =>
  Math.min(
    ...[...shown.cards, ...shown.ended]
      .filter((card) => card.arn === arn && card.channel === channel)
      .map(({ ts }) => Number(ts) * 1000),
  );

/** What changed after the card was posted must have a line. */
function untold(lines: readonly Seen[], versions: readonly Version[], sinceMs: number): string[] {
  const last = versions.at(-1);
  if (last === undefined || lines.some(isLastPost)) return [];
  const told = lines.map(({ words }) => words).join('\n');
  const words = {
    title: `: "${last.title}"`,
    summary: `: "${last.summary}"`,
    impact: `→ ${impactWord(last.impact)}, by`,
    status: last.status === 'RESOLVED' ? 'Resolved' : 'Reopened',
  };
  return (Object.keys(words) as (keyof typeof words)[])
    .filter((name) => versions.every((one) => one.atMs > sinceMs || one[name] !== last[name]))
    .filter((name) => !told.includes(words[name]))
    .map((name) => `nothing tells that its ${name} is "${last[name]}"`);
}

/** Titles and summaries of a run are unique, but one may be set again. */
function quoteFaults(lines: readonly Seen[], versions: readonly Version[]): string[] {
  const faults: string[] = [];
  for (const [name, pattern] of [
    ['title', /Title changed by .+?: "(.+?)"/],
    ['summary', /Summary (?:added|edited) by .+?: "(.+?)"/],
  ] as const) {
    const told = lines.filter((line) => !isLastPost(line)).flatMap((line) => pattern.exec(line.words)?.[1] ?? []);
    for (const text of told)
      if (!versions.some((version) => version[name] === text)) faults.push(`${name} never was "${text}"`);
    const repeated = told.filter((text, index) => text === told[index - 1]);
    for (const text of repeated) faults.push(`${name} "${text}" is told twice`);
    const last = told.at(-1);
    const summed = lines.some(isLastPost);
    if (last !== undefined && !summed && last !== versions.at(-1)?.[name])
      faults.push(`the last word on its ${name} is "${last}"`);
  }
  return faults;
}
