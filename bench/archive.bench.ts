import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedAws, type EmbeddedAws, seedContacts } from 'slack-aws-sandbox/aws';
import { seedIncident } from '../sandbox/aws/seeds/seed-incident.ts';
import { type ArchiveOperation, archiveRate, quotas } from '../src/archive/paced-calls.ts';
import { durationText } from '../src/incidents/duration.ts';
import type { ArchiveProgress } from './archive-run.ts';
import { createRandom } from './clock/random.ts';
import type { Bench } from './report.ts';

const incidents = 5000;
const eventsEach = 3;
const account = '111122223333';
const dayMinutes = 1440;

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** A history of three years: each incident with its timeline, related items, a finding, a page and its acknowledgement. */
function fill(aws: EmbeddedAws): void {
  const random = createRandom(7);
  const nowMs = Date.now();
  for (let index = 0; index < incidents; index += 1) {
    const id = `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const arn = `arn:aws:ssm-incidents::${account}:incident-record/plan-${index % 20}/${id}`;
    const startedMinutesAgo = 1 + Math.floor(random() * 1095 * dayMinutes);
    const impact = 1 + Math.floor(random() * 5);
    const lasted = Math.floor(random() * 300 * impact);
    const acknowledged = Math.min(startedMinutesAgo, Math.floor(random() * 30));
    const event = (type: string, minutesLater: number, data: unknown) => ({
      type,
      data,
      minutesAgo: Math.max(0, startedMinutesAgo - minutesLater),
    });
    seedIncident(
      { ...aws, nowMs },
      {
        arn,
        title: `Service ${index % 40} answers slowly, case ${index}`,
        impact,
        startedMinutesAgo,
        ...(lasted < startedMinutesAgo && { resolvedMinutesAgo: startedMinutesAgo - lasted }),
        summary: `**Requests** of ${index} customers time out. `.repeat(8),
        events: Array.from({ length: eventsEach - 1 }, (_, part) =>
          event('Note', part, `Note ${part}: rolled back release ${index}. `.repeat(6)),
        ).concat(event('SSM Contacts Page Acknowledgement for Incident', acknowledged, {})),
        relatedItems: [
          { title: 'Dashboard', identifier: { type: 'OTHER', value: { url: 'https://dashboards.example/one' } } },
        ],
      },
    );
    const engagement = `arn:aws:ssm-contacts:eu-west-1:${account}:engagement/amelia/${id}`;
    const atMs = nowMs - startedMinutesAgo * 60_000;
    const paged = { contactArn: seedContacts.amelia, sender: 'Incident Manager', incidentId: arn };
    aws.contacts.putEngagement({ ...paged, arn: engagement, subject: '', content: '', startedAtMs: atMs }, [
      {
        ...paged,
        arn: engagement.replace('engagement', 'page'),
        engagementArn: engagement,
        sentAtMs: atMs,
        readAtMs: atMs + acknowledged * 60_000,
      },
    ]);
  }
}

/** How long the requests that were made take where AWS's quotas allow half of them to the archive. */
function pacedMs(aws: EmbeddedAws): number {
  const operations = Object.keys(quotas) as ArchiveOperation[];
  return Math.max(...operations.map((operation) => (aws.calls.count(operation) / archiveRate(operation)) * 1000));
}

export const bench: Bench = {
  name: 'archive of 5,000 incidents',
  about: `\`npm run archive\` in its own process reads ${incidents.toLocaleString('en')} generated incidents of three years from the embedded
AWS: ${eventsEach} timeline events, a related item, an engagement and an acknowledged page each. Without pauses, so that its own work is
what is measured; the last row says how long AWS's quotas make the same requests take. The ideal of memory is 1 ×: it does not
grow with the incidents that were read.`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-archive-'));
    const aws = await createEmbeddedAws({ seeds: false });
    try {
      fill(aws);
      const beganMs = performance.now();
      const environment = {
        ...process.env,
        AWS_ENDPOINT_URL: aws.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIDBENCH',
        AWS_SECRET_ACCESS_KEY: 'secret',
      };
      const child = fork(`${import.meta.dirname}/archive-run.ts`, [join(folder, 'archive')], {
        env: environment,
        execArgv: ['--expose-gc'],
      });
      const samples: ArchiveProgress[] = [];
      child.on('message', (sample: ArchiveProgress) => {
        samples.push(sample);
        report.progress(`  ${sample.done}: ${megabytes(sample.heap)}`);
      });
      const [code] = (await once(child, 'exit')) as [number];
      if (code !== 0) throw new Error('the archive failed');
      const tookMs = performance.now() - beganMs;
      const files = globSync('archive/**/*.{json,md,html}', { cwd: folder });
      const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
      const heapAt = (done: number) => samples.find((sample) => sample.done === done)?.heap ?? 0;
      report.row({ what: 'time, with verification and index', value: `${(tookMs / 1000).toFixed(1)} s` });
      report.row({ what: 'incidents a second', value: String(Math.round(incidents / (tookMs / 1000))) });
      report.row({
        what: `live heap after ${incidents.toLocaleString('en')}`,
        value: megabytes(heapAt(incidents)),
        ratio: heapAt(1000) / heapAt(incidents),
        against: `after 1,000, ${megabytes(heapAt(1000))}`,
      });
      report.row({
        what: 'peak resident memory (RSS)',
        value: megabytes(Math.max(...samples.map(({ rss }) => rss))),
      });
      report.row({
        what: 'size of the archive',
        value: `${megabytes(bytes)} in ${files.length.toLocaleString('en')} files`,
      });
      report.row({
        what: 'size of its index page',
        value: megabytes(statSync(join(folder, 'archive/index.html')).size),
      });
      report.row({ what: 'the same within AWS’s quotas', value: durationText(pacedMs(aws)) });
    } finally {
      await aws.close();
      rmSync(folder, { recursive: true });
    }
  },
};
