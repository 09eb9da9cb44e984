import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { startFarEnd } from '../test/e2e/app-under-test.ts';
import { median } from './interleaved.ts';
import { startServer } from './load.ts';
import type { Bench } from './report.ts';
import { busyMs, watchServers } from './time-in-servers.ts';

const samples = 40;
const warmUp = 5;
/** After so long nothing looks at a new incident by itself any more, in milliseconds. */
const settledMs = 10_000;

interface Sample {
  wholeMs: number;
  servicesMs: number;
}

/**
 * From the moment a notification is accepted until the card's call arrives at Slack, the app in a process of its own. What
 * the embedded AWS and Slack take to answer in between is measured in the same run and taken off.
 */
export const bench: Bench = {
  name: 'notification to card',
  about: `From the moment a notification of SNS is accepted until the card’s call arrives at Slack, the app in a process of its own,
median of 40. What the embedded AWS and Slack take to answer in between is the least possible: it is measured in the same run and is not our share.`,
  async run(report) {
    const far = await startFarEnd({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}` } });
    const app = await startServer('serve-app.ts', { ...far.appEnvironment, BENCH_CERTIFICATE: far.sns.certificateUrl });
    far.slack.setAppUrl(app.url);
    const servers = watchServers();
    let acceptedMs = 0;
    // Between SNS and the app: tells when a notification was accepted.
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
      const call = await far.slack.workspace.until(() => (acceptedMs > 0 ? arrived() : undefined), 10_000);
      const own = servers.served.slice(from);
      await sleep(50);
      // Where the card was faster than the answer to SNS, nothing was waited for.
      const wholeMs = Math.max(0, call.fromMs - acceptedMs);
      return { wholeMs, servicesMs: busyMs(own, acceptedMs, Math.max(acceptedMs, call.fromMs)) };
    }

    try {
      const { port } = between.address() as AddressInfo;
      far.sns.subscribe(seedTopics.chat, `http://127.0.0.1:${port}/`);
      const isConfirmed = () => far.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
      await far.slack.workspace.until(isConfirmed, 10_000);
      const arns: string[] = [];
      const posted: Sample[] = [];
      for (let count = 0; count < samples + warmUp; count += 1) {
        const start = () =>
          arns.push(far.aws.incidents.start(seedPlans.checkout, { title: `Slow ${count}`, impact: 3 }));
        posted.push(await sample('chat.postMessage', start));
      }
      report.progress('  waiting for the last looks');
      await sleep(settledMs);
      const updated: Sample[] = [];
      for (const arn of arns) {
        updated.push(await sample('chat.update', () => far.aws.incidents.update(arn, { title: 'Fast again' })));
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
          what: `${what}, our share`,
          value: `${own.toFixed(1)} ms median (of ${whole.toFixed(1)} ms)`,
          ratio: services / own,
          against: `the services’ own time in between, ${services.toFixed(1)} ms`,
        });
      }
    } finally {
      servers.stop();
      between.closeAllConnections();
      between.close();
      app.stop();
      await far.end();
    }
  },
};
