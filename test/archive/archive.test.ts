import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedAws, type EmbeddedAws, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ArchivedIncident } from '../../src/archive/archived-incident.ts';
import { archiveAll, temporaryFolder } from './archive-parts.ts';

let aws: EmbeddedAws;
const folder = temporaryFolder();
beforeAll(async () => {
  aws = await createEmbeddedAws();
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  await aws.close();
  folder.remove();
});

/** What an archive says of an incident. */
function archived(out: string, arn: string): { json: ArchivedIncident; markdown: string } {
  const [file = ''] = globSync(`incidents/*/*/*.${arn.split('/').at(-1)}.json`, { cwd: out });
  const read = (path: string) => readFileSync(join(out, path), 'utf8');
  return { json: JSON.parse(read(file)) as ArchivedIncident, markdown: read(file.replace('.json', '.md')) };
}

const jsonFiles = (out: string) => globSync('incidents/*/*/*.json', { cwd: out });

describe('an archive of the sandbox’s incidents', () => {
  const out = folder.at('whole');
  beforeAll(async () => {
    const report = await archiveAll(aws.url, out);
    expect(report).toMatchObject({ problems: [], incidents: aws.incidents.list().length });
  });

  test('has every incident as AWS answers it, with members that no client knows', async () => {
    for (const { record, events, relatedItems, findings } of aws.incidents.list()) {
      const { json } = archived(out, record.arn);
      expect(json.incidentRecord).toMatchObject({
        arn: record.arn,
        creationTime: record.creationTime.getTime() / 1000,
      });
      expect(json.timelineEvents.map(({ eventData }) => eventData).sort()).toEqual(
        events.map(({ eventData }) => eventData).sort(),
      );
      expect(json.relatedItems).toHaveLength(relatedItems.length);
      expect(json.findings).toHaveLength(findings.length);
      expect(json.archive.missing).toEqual([]);
    }
    const text = jsonFiles(out).map((file) => readFileSync(join(out, file), 'utf8'));
    for (const name of ['stepFunctionsExecution', 'jiraIssue', 'ecsDeployment']) {
      expect(text.some((each) => each.includes(name))).toBe(true);
    }
  });

  test('has who was paged, who acknowledged and their names', () => {
    const { json, markdown } = archived(out, seedIncidents.critical);
    expect(json.engagements.length).toBeGreaterThan(0);
    expect(json.pages.some(({ ReadTime }) => typeof ReadTime === 'number')).toBe(true);
    expect(json.contacts.map(({ DisplayName }) => DisplayName)).toContain('Amelia Ruiz');
    expect(markdown).toMatch(/Checkout on-call: paged .*, acknowledged by Amelia Ruiz/);
  });

  test('sha256sum verifies the archive', () => {
    const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(sums).toHaveLength(2 * aws.incidents.list().length + 2);
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: out });
  });

  test('the archive is readable only by its owner', () => {
    for (const file of ['index.html', 'SHA256SUMS', ...jsonFiles(out)]) {
      expect(statSync(join(out, file)).mode & 0o077).toBe(0);
    }
  });

  test('a later run reads all anew and keeps what AWS no longer has', async () => {
    const arn = aws.incidents.start(seedPlans.search, { title: 'Soon deleted' });
    await archiveAll(aws.url, out);
    aws.incidents.delete(arn);
    aws.incidents.update(seedIncidents.low, { title: 'Renamed since' });
    expect(await archiveAll(aws.url, out)).toMatchObject({ problems: [] });
    expect(archived(out, seedIncidents.low).json.incidentRecord.title).toBe('Renamed since');
    expect(archived(out, arn).json.incidentRecord.title).toBe('Soon deleted');
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('Soon deleted');
  });

  test('a file that was changed since is named, and the run is no success', async () => {
    const arn = aws.incidents.start(seedPlans.search, { title: 'Deleted and changed' });
    await archiveAll(aws.url, out);
    aws.incidents.delete(arn);
    const [file = ''] = globSync(`incidents/*/*/*.${arn.split('/').at(-1)}.md`, { cwd: out });
    appendFileSync(join(out, file), 'x');
    const { problems } = await archiveAll(aws.url, out);
    expect(problems).toEqual([`${file} was changed or deleted since an earlier run archived it.`]);
  });
});

describe('a run that was interrupted', () => {
  test('is gone on with: what is done is not read again', async () => {
    const out = folder.at('interrupted');
    const total = aws.incidents.list().length;
    let read = 0;
    const stop = new Error('killed');
    const killed = archiveAll(aws.url, out, {
      onProgress: (done) => {
        read = done;
        if (done >= 4) throw stop;
      },
    });
    await expect(killed).rejects.toBe(stop);
    // Half a line, as of a process that was killed while it wrote.
    appendFileSync(join(out, 'unfinished.jsonl'), '{"arn":"arn:aws:ssm-inc');
    aws.calls.clear();
    const seen: number[] = [];
    const report = await archiveAll(aws.url, out, { onProgress: (_done, _total, before) => seen.push(before) });
    expect(report).toMatchObject({ problems: [], incidents: total });
    expect(read).toBeGreaterThanOrEqual(4);
    expect(seen[0]).toBeGreaterThanOrEqual(4);
    expect(aws.calls.count('GetIncidentRecord')).toBe(total - (seen[0] ?? 0));
    expect(globSync('**/*.part', { cwd: out })).toEqual([]);
    expect(globSync('unfinished.jsonl', { cwd: out })).toEqual([]);
  });

  test('AWS fails for one incident: the others are archived, and the next run reads that one', async () => {
    const out = folder.at('one-failed');
    aws.faults.add({ kind: 'refused', operation: 'GetIncidentRecord', code: 'ValidationException', times: 1 });
    const first = await archiveAll(aws.url, out, { regions: ['eu-west-1'] });
    expect(first.problems).toEqual([
      expect.stringMatching(/^1 incidents could not be read\. arn:.*AWS did not accept/),
    ]);
    expect(globSync('index.html', { cwd: out })).toEqual([]);
    aws.calls.clear();
    expect(await archiveAll(aws.url, out)).toMatchObject({ problems: [], incidents: aws.incidents.list().length });
    expect(aws.calls.count('GetIncidentRecord')).toBe(1);
  });

  test('throttling and outages are waited out', async () => {
    aws.faults.add({ kind: 'throttle', operation: 'GetTimelineEvent', times: 5 });
    aws.faults.add({ kind: 'reset', operation: 'ListRelatedItems', times: 3 });
    aws.faults.add({ kind: 'page', operation: 'ListEngagements', times: 3 });
    expect(await archiveAll(aws.url, folder.at('throttled'))).toMatchObject({ problems: [] });
  });

  test('a file that is not as it was written is read anew by the next run', async () => {
    const out = folder.at('torn');
    const stop = new Error('killed');
    const killed = archiveAll(aws.url, out, {
      onProgress: (done) => {
        if (done >= 3) throw stop;
      },
    });
    await expect(killed).rejects.toBe(stop);
    const [file = ''] = jsonFiles(out);
    writeFileSync(join(out, file), '{');
    const { problems } = await archiveAll(aws.url, out);
    expect(problems).toEqual([`1 files are not as they were written, the first is ${file}.`]);
    expect(await archiveAll(aws.url, out)).toMatchObject({ problems: [] });
  });
});

test('an action that the role lacks is asked for once and named; all else is archived', async () => {
  const out = folder.at('denied');
  aws.faults.add({ kind: 'access_denied', operation: 'ListEngagements' });
  aws.calls.clear();
  const { problems } = await archiveAll(aws.url, out);
  expect(problems).toEqual([
    expect.stringMatching(/^\d+ incidents lack a part, .*AWS refused ssm-contacts:ListEngagements/),
  ]);
  // One worker may have asked while another was answered; each asks both Regions.
  expect(aws.calls.count('ListEngagements')).toBeLessThanOrEqual(2 * 8);
  const { json, markdown } = archived(out, seedIncidents.critical);
  expect(json.archive.missing).toMatchObject([{ part: 'engagements' }]);
  expect(markdown).toMatch(/## People\n\n_Could not be read from AWS\._/);
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('(incomplete)');
});

test('--since leaves out what started before', async () => {
  const out = folder.at('since');
  const sinceMs = Date.now() - 86_400_000;
  const { incidents } = await archiveAll(aws.url, out, { sinceMs });
  const recent = aws.incidents.list().filter(({ record }) => record.creationTime.getTime() > sinceMs);
  expect(incidents).toBe(recent.length);
  expect(incidents).toBeLessThan(aws.incidents.list().length);
});

test('an account that cannot be listed is named, and the others are archived', async () => {
  const accounts = new Map([
    ['111122223333', undefined],
    ['444455556666', 'arn:aws:iam::444455556666:role/gone'],
  ]);
  aws.faults.add({ kind: 'refused', service: 'sts', operation: 'AssumeRole', code: 'AccessDenied', status: 403 });
  const { problems } = await archiveAll(aws.url, folder.at('accounts'), { accounts });
  expect(problems).toEqual([expect.stringMatching(/^Account 444455556666 could not be listed: /)]);
  expect(jsonFiles(folder.at('accounts'))).toHaveLength(aws.incidents.list().length);
});

test('a folder with anything else in it is left alone', async () => {
  const out = folder.at('photos');
  mkdirSync(out);
  writeFileSync(join(out, 'holiday.jpg'), '');
  await expect(archiveAll(aws.url, out)).rejects.toMatchObject({ code: 'invalid_request' });
});

describe('npm run archive', () => {
  const run = (...words: string[]) => {
    const env = { ...process.env, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: aws.url, SLACK_BOT_TOKEN: 'ssm:/token' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['src/archive-main.ts', ...words], { env });
    return { status, stdout: String(stdout), stderr: String(stderr) };
  };

  test.each([
    [[], /^Usage: npm run archive/],
    [['--out', folder.at('never'), '--since', 'yesterday'], /^--since: found "yesterday", expected a day like/],
    [['--output', 'x'], /^Unknown option '--output'.*Usage: /],
  ])('%j tells how it is used', (words, said) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

rmSync(folder.at('never'), { force: true });
