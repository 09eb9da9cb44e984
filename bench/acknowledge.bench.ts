import { median } from './interleaved.ts';
import { type LoadResult, load, startServer } from './load.ts';
import type { Bench } from './report.ts';
import { signedCommands } from './signed-commands.ts';

/** Request counts: about two seconds of load for each server. */
const contestants = [
  { file: 'serve-front.ts', requests: 12_000 },
  { file: 'serve-bare.ts', requests: 20_000 },
  { file: 'serve-bolt.ts', requests: 5000 },
] as const;
const rounds = 9;

/** Acknowledgements at saturation, compared with Bolt's receiver and a bare `node:http` server, which store nothing. */
export const bench: Bench = {
  name: 'acknowledgement',
  about: `How fast a server acknowledges signed slash commands. 50 connections each send a command and wait for the answer, which
saturates one core of the server. The servers take turns; the median of nine rounds is shown. The app verifies the signature
and stores each command durably before it answers. Baselines: Bolt’s HTTPReceiver with an empty listener, and a bare
\`node:http\` server that verifies the same signature. Neither stores anything.`,
  async run(report) {
    const servers = await Promise.all(contestants.map(({ file }) => startServer(file)));
    const results = contestants.map((): LoadResult[] => []);
    try {
      for (let round = -1; round < rounds; round += 1) {
        report.progress(`  round ${round + 1} of ${rounds}`);
        for (const [index, server] of servers.entries()) {
          const result = await load(server, signedCommands(contestants[index]?.requests ?? 0, Date.now()));
          // Round -1 is warm-up.
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
      what: 'acknowledgements, each job stored',
      value,
      ratio: ours / bolt,
      against: `Bolt’s HTTPReceiver, stores nothing, ${bolt.toFixed(0)}/s`,
    });
    report.row({
      what: 'acknowledgements, each job stored',
      value,
      ratio: ours / bare,
      against: `bare node:http server, stores nothing, ${bare.toFixed(0)}/s`,
    });
    for (const [name, pick] of [
      ['p50', ({ p50Ms }: LoadResult) => p50Ms],
      ['p99', ({ p99Ms }: LoadResult) => p99Ms],
    ] as const) {
      const [mine = 0, least = 0, peer = 0] = figure(pick);
      const shown = `${mine.toFixed(1)} ms`;
      report.row({
        what: `${name} latency at saturation`,
        value: shown,
        ratio: peer / mine,
        against: `Bolt’s HTTPReceiver, ${peer.toFixed(1)} ms`,
      });
      report.row({
        what: `${name} latency at saturation`,
        value: shown,
        ratio: least / mine,
        against: `bare node:http server, ${least.toFixed(1)} ms`,
      });
    }
  },
};
