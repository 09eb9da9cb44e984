import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { detailsModal } from '../src/cards/modals/details-modal.ts';
import { incidentCard } from '../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../src/cards/surfaces/incident-list.ts';
import { unfurlCard } from '../src/cards/surfaces/unfurl-card.ts';
import { allActions, hostile, now, options, snapshot } from '../test/cards/example-incidents.ts';
import { interleaved, median, timed } from './interleaved.ts';
import type { Bench } from './report.ts';

const times = 500;
const repeated = (work: () => unknown) => () => {
  for (let count = 0; count < times; count += 1) work();
};

const long = {
  ...snapshot,
  record: { ...snapshot.record, summary: 'A **long** line of the [summary](https://a.example).\n'.repeat(160) },
};
const surfaces: readonly [what: string, draw: () => object][] = [
  ['a card', () => incidentCard(snapshot, options)],
  ['a card with the longest summary', () => incidentCard(long, options)],
  ['a card full of attacks', () => incidentCard(hostile, options)],
  ['an unfurl', () => unfurlCard(snapshot, options)],
  ['the details', () => detailsModal(snapshot, options)],
  [
    'a list of 100',
    () =>
      incidentList(
        Array.from({ length: 100 }, () => snapshot.record),
        { now, heading: 'All', actions: allActions },
      ),
  ],
];

/** Median round trip of one request over loopback, in milliseconds. */
async function roundTripMs(): Promise<number> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('{"ok":true}')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const body = JSON.stringify(incidentCard(snapshot, options));
  const taken: number[] = [];
  for (let count = 0; count < 300; count += 1) {
    const started = performance.now();
    await (await fetch(url, { method: 'POST', body })).text();
    taken.push(performance.now() - started);
  }
  server.closeAllConnections();
  server.close();
  return median(taken.slice(100));
}

/** Rendering, compared with the round trip that sending the result costs at least. */
export const bench: Bench = {
  name: 'rendering',
  about: `How fast a snapshot becomes Block Kit, for each surface. Baseline: one HTTP round trip over loopback, the least that sending
the result can take. At 2 × rendering takes half as long as that.`,
  async run(report) {
    const tripMs = await roundTripMs();
    for (const [what, draw] of surfaces) {
      const [drawMs = 0] = interleaved([timed(repeated(draw))], 11).map((ms) => ms / times);
      report.row({
        what: `rendering ${what}`,
        value: `${(1000 / drawMs).toFixed(0)}/s`,
        ratio: tripMs / drawMs,
        against: `a round trip on loopback, ${tripMs.toFixed(2)} ms`,
      });
    }
  },
};
