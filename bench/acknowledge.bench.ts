import { median } from './interleaved.ts';
import { type LoadResult, load, startServer } from './load.ts';
import type { Bench } from './report.ts';
import { signedCommands } from './signed-commands.ts';

/** Each with about as many requests as it answers in two seconds. */
const contestants = [
  { file: 'serve-front.ts', requests: 12_000 },
  { file: 'serve-bare.ts', requests: 20_000 },
  { file: 'serve-bolt.ts', requests: 5000 },
] as const;
const rounds = 9;

/**
 * Acknowledgements at saturation, each command stored durably, against a bare `node:http` server that checks the same
 * signature and Bolt's own receiver, neither of which stores anything.
 */
export const bench: Bench = {
  name: 'acknowledgement',
  about: `Signed slash commands over 50 connections that each wait for their answer, so that one core of the server
saturates; servers in turns, median of nine rounds. Ours checks the signature and stores each command durably before it answers. The least
possible is a bare \`node:http\` server that checks the same signature and stores nothing; the peer is Bolt’s HTTPReceiver
with a listener that does nothing.`,
  async run(report) {
    const servers = await Promise.all(contestants.map(({ file }) => startServer(file)));
    const results = contestants.map((): LoadResult[] => []);
    try {
      for (let round = -1; round < rounds; round += 1) {
        report.progress(`  round ${round + 1} of ${rounds}`);
        for (const [index, server] of servers.entries()) {
          const result = await load(server, signedCommands(contestants[index]?.requests ?? 0, Date.now()));
          // The first round warms up.
          if (round >= 0) results[index]?.push(result);
        }
      }
    } finally {
      for (const server of servers) server.stop();
    }
    const figure = (pick: (result: LoadResult) => number) => results.map((each) => median(each.map(pick)));
    const [ours = 0, bare = 0, bolt = 0] = figure(({ perSecond }) => perSecond);
    const value = `${ours.toFixed(0)}/s`;
    report.row({
      what: 'acknowledgements, each stored',
      value,
      ratio: ours / bolt,
      against: `Bolt’s HTTPReceiver, nothing stored, ${bolt.toFixed(0)}/s`,
    });
    report.row({
      what: 'acknowledgements, each stored',
      value,
      ratio: ours / bare,
      against: `bare node:http with the signature, nothing stored, ${bare.toFixed(0)}/s`,
    });
    for (const [name, pick] of [
      ['p50', ({ p50Ms }: LoadResult) => p50Ms],
      ['p99', ({ p99Ms }: LoadResult) => p99Ms],
    ] as const) {
      const [mine = 0, least = 0, peer = 0] = figure(pick);
      const shown = `${mine.toFixed(1)} ms`;
      report.row({
        what: `${name} at saturation`,
        value: shown,
        ratio: peer / mine,
        against: `Bolt’s, ${peer.toFixed(1)} ms`,
      });
      report.row({
        what: `${name} at saturation`,
        value: shown,
        ratio: least / mine,
        against: `bare, ${least.toFixed(1)} ms`,
      });
    }
  },
};
