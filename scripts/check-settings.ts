import { readConfig } from '../src/config.ts';
import { AppError } from '../src/errors.ts';

/** What serverless.yml and deploy/settings.cjs hand to the functions. The rest of the environment is this machine's own. */
const deployed = [
  'SLACK_API_URL',
  'AWS_REGION',
  'INCIDENT_REGIONS',
  'INCIDENT_ACCOUNTS',
  'INCIDENT_EDITORS',
  'CHAT_TOPICS',
  'STATUS_POSTS',
  'MENTIONS',
  'CONSOLE_INCIDENT_URL',
  'PUBLIC_URL',
  'LOG_LEVEL',
];

/** Stops the packaging, one line for each variable, where a function would not start with these settings. */
try {
  readConfig(Object.fromEntries(deployed.map((name) => [name, process.env[name]])), 'worker');
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
