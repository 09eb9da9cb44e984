import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { AppError } from '../../src/errors.ts';
import { numRuns, timeout } from './cases.ts';
import { anyText, mangled, trickyNames } from './hostile.ts';

const good = {
  SLACK_BOT_TOKEN: 'xoxb-1-a',
  SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
  SLACK_APP_TOKEN: 'xapp-1-a',
  SLACK_API_URL: 'https://slack.example/api',
  AWS_REGION: 'eu-west-1',
  INCIDENT_REGIONS: 'eu-west-1,us-east-1',
  INCIDENT_ACCOUNTS: '111122223333,444455556666=arn:aws:iam::444455556666:role/reader',
  CHAT_TOPICS: 'arn:aws:sns:eu-west-1:111122223333:incident-chat=C0123+C0456',
  INCIDENT_EDITORS: 'U0123,S0456',
  STATUS_POSTS: '1=15,2=30,5=off',
  MENTIONS: '1=S0123',
  STORE_URL: 'sqlite:data/incidents.db',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo',
  PEOPLE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/people.fifo',
  NOTIFICATIONS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/heard',
  CONSOLE_INCIDENT_URL: 'https://incidents.example/{account}/{id}',
  ON_CALL_GROUPS: 'payments=S0123,search=S0456',
  CONTACTS: 'ada=U0123,ben=W0456',
  CARD_LINKS: 'checkout=Dashboard|https://grafana.example/d/1,*=Wiki|https://wiki.example/{id}',
  INCIDENT_ROOMS: '1,2',
  ROOM_NAME: 'inc-{date}-{title}',
  ROOM_PRIVATE: 'on',
  ROOM_ARCHIVE_DAYS: '14',
  PORT: '3000',
  LOG_LEVEL: 'info',
};
const secrets = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'];

const entry = fc
  .constantFrom(...Object.entries(good))
  .chain(([name, value]) =>
    fc.tuple(fc.constant(name), fc.oneof(fc.constant(value), mangled(fc.constant(value)), anyText)),
  );
const tricky = fc.tuple(fc.constantFrom(...trickyNames), anyText);
const environment = fc
  .array(fc.oneof({ weight: 8, arbitrary: entry }, { weight: 1, arbitrary: tricky }), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries) as NodeJS.ProcessEnv);

test.prop([environment], { numRuns })(
  'any environment is understood, or refused by one line for each variable that never shows a secret',
  (variables) => {
    try {
      const config = readConfig(variables);
      expect(config.port).toBeLessThanOrEqual(65_535);
      expect(['sandbox', 'http', 'socket']).toContain(config.slack.mode);
      for (const ms of config.statusPostsMs.values()) expect(ms).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(error.code).toBe('configuration');
      for (const line of error.message.split('\n')) {
        expect(line).toMatch(/^[A-Z_]+: found .*, expected ./s);
        const secret = secrets.find((name) => line.startsWith(name));
        if (secret !== undefined) expect(line).toMatch(/found (nothing|something else \(not shown\)),/);
      }
    }
  },
  timeout,
);
