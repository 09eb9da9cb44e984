import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { startBackends } from '../test/support/backends.ts';
import { median } from './interleaved.ts';
import { startServer } from './load.ts';
import type { Bench } from './report.ts';
import { busyMs, watchServers } from './time-in-servers.ts';

const samples = 40;
const warmUp = 5;
/** Milliseconds after which no delayed refresh of a new incident is left. */
const settledMs = 10_000;

interface Sample {
  wholeMs: number;
  servicesMs: number;
}

/**
 * Latency from an accepted notification until the card's request reaches Slack, with the app in its own process. The time
 * the embedded services take to answer is measured in the same run and subtracted.
 */
export const bench: Bench = {
  name: 'notification to card',
  about: `How long a change takes to reach the channel: from the moment the app accepts an SNS notification until its request with the
card reaches Slack. Median of 40; the app runs in its own process. The embedded AWS and Slack need part of that time to answer
the app’s requests. That part is measured in the same run, subtracted, and shown as the baseline.`,
  async run(report) {
    const backends = await startBackends({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}` } });
    const app = await startServer('serve-app.ts', {
      ...backends.appEnvironment,
      BENCH_CERTIFICATE: backends.sns.certificateUrl,
    });
    backends.slack.setAppUrl(app.url);
    const servers = watchServers();
    let acceptedMs = 0;
    // A proxy between SNS and the app: records when a notification was accepted.
    const between = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = { 'content-type': 'text/plain' };
      const answer = await fetch(`${app.url}/notifications`, { method: 'POST', headers, body: Buffer.concat(chunks) });
      acceptedMs = performance.now();
      response.writeHead(answer.status).end(await answer.text());
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));

    async function sample(method: string, happen: () => void): Promise<Sample> {
      const from = servers.served.length;
      acceptedMs = 0;
      happen();
      const arrived = () => servers.served.slice(from).find(({ path }) => path.endsWith(method));
      const call = await backends.slack.workspace.until(() => (acceptedMs > 0 ? arrived() : undefined), 10_000);
      const own = servers.served.slice(from);
      await sleep(50);
      // The card can be faster than the answer to SNS.
      const wholeMs = Math.max(0, call.fromMs - acceptedMs);
      return { wholeMs, servicesMs: busyMs(own, acceptedMs, Math.max(acceptedMs, call.fromMs)) };
    }

    try {
      const { port } = between.address() as AddressInfo;
      backends.sns.subscribe(seedTopics.chat, `http://127.0.0.1:${port}/`);
      const isConfirmed = () => backends.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
      await backends.slack.workspace.until(isConfirmed, 10_000);
      const arns: string[] = [];
      const posted: Sample[] = [];
      for (let count = 0; count < samples + warmUp; count += 1) {
        const start = () =>
          arns.push(backends.aws.incidents.start(seedPlans.checkout, { title: `Slow ${count}`, impact: 3 }));
        posted.push(await sample('chat.postMessage', start));
      }
      report.progress('  waiting for the last refreshes');
      await sleep(settledMs);
      const updated: Sample[] = [];
      for (const arn of arns) {
        updated.push(await sample('chat.update', () => backends.aws.incidents.update(arn, { title: 'Fast again' })));
      }
      for (const [what, taken] of [
        ['notification to a new card', posted],
        ['notification to a changed card', updated],
      ] as const) {
        const all = taken.slice(warmUp);
        const own = median(all.map(({ wholeMs, servicesMs }) => wholeMs - servicesMs));
        const services = median(all.map(({ servicesMs }) => servicesMs));
        const whole = median(all.map(({ wholeMs }) => wholeMs));
        report.row({
          what: `${what}, the app’s share`,
          value: `${own.toFixed(1)} ms median (of ${whole.toFixed(1)} ms)`,
          ratio: services / own,
          against: `the embedded services’ share, ${services.toFixed(1)} ms`,
        });
      }
    } finally {
      servers.stop();
      between.closeAllConnections();
      between.close();
      app.stop();
      await backends.end();
    }
  },
};
