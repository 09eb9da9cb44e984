import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentAt } from './documents.ts';

/** Figures that on-call people act on, and where the code has them. */
test.each([
  ['operating', 'Jobs stay in the queue for 14 days', 'deploy/storage.yml', /JobsQueue:[\s\S]*?Period: 1209600/],
  [
    'operating',
    'Jobs that failed for good are kept for 14 days',
    'deploy/storage.yml',
    /DeadJobsQueue:[\s\S]*?Period: 1209600/,
  ],
  ['operating', 'They are deleted after 14 days', 'src/sqlite/jobs.ts', /parkedMs = 14 \* 86_400_000/],
  ['operating', 'is retried for five minutes', 'src/jobs/worker.ts', /retryForMs = 300_000/],
  ['operating', 'refreshed every minute', 'src/clock/deferred-refreshes.ts', /shortestMs = minuteMs/],
  ['operating', 'for 30 days', 'src/clock/deferred-refreshes.ts', /refreshesForMs = 30 \* dayMs/],
  ['operating', '`jobs.running` is 16', 'src/run.ts', /width = 16/],
  ['operating', 'the worker alone takes 7', 'serverless.yml', /maximumConcurrency: 5[\s\S]*maximumConcurrency: 2/],
  ['operating', '`VisibilityTimeout`, six times as much', 'deploy/storage.yml', /VisibilityTimeout: 360/],
  ['operating', 'Lambda tries each message twice more', 'serverless.yml', /maximumRetryAttempts: 2/],
  ['operating', 'failed three times in ten minutes', 'deploy/alarms.yml', /Period: 600[\s\S]*Threshold: 3/],
  ['operating', 'waited for more than ten minutes', 'deploy/alarms.yml', /Threshold: 600/],
  ['operating', 'AttributeName=expiresAt', 'deploy/storage.yml', /AttributeName: expiresAt/],
  ['reference', 'took a write within 2 seconds', 'src/fronts/health.ts', /patienceMs = 2000/],
  ['deploy', 'Logs are kept for 30 days', 'serverless.yml', /logRetentionInDays: 30/],
  ['deploy', 'Eight alarms', 'deploy/alarms.yml', /(AWS::CloudWatch::Alarm[\s\S]*){8}/],
])('docs/%s.md: “%s” is what %s says', (name, words, file, code) => {
  expect(documentAt(`docs/${name}.md`).text).toContain(words);
  expect(readFileSync(file, 'utf8')).toMatch(code);
});
