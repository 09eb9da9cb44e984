import { readConfig } from '../src/config/config.ts';
import { AppError } from '../src/errors.ts';

/** Variables that serverless.yml and deploy/settings.cjs pass to the functions. Others of this machine do not apply. */
const deployed = [
  'SLACK_API_URL',
  'SLACK_CLIENT_ID',
  'INSTALL_TEAMS',
  'PUBLIC_URL',
  'AWS_REGION',
  'INCIDENT_REGIONS',
  'INCIDENT_ACCOUNTS',
  'INCIDENT_EDITORS',
  'CHAT_TOPICS',
  'STATUS_POSTS',
  'MENTIONS',
  'CONSOLE_INCIDENT_URL',
  'CARD_LINKS',
  'CONTACTS',
  'DEVOPS_AGENT_SPACE',
  'NOTE_REACTION',
  'INCIDENT_ROOMS',
  'ROOM_NAME',
  'ROOM_PRIVATE',
  'ROOM_ARCHIVE_DAYS',
  'ON_CALL_GROUPS',
  'METRICS_NAMESPACE',
  'LOG_LEVEL',
];

/** In place of the secrets, which only the functions read. */
const secrets =
  (process.env.SLACK_CLIENT_ID ?? '').trim() === ''
    ? {}
    : { SLACK_CLIENT_SECRET: 'in Parameter Store', INSTALLATION_KEYS: Buffer.alloc(32).toString('base64') };

/** Stops the packaging with one line per variable if the functions would not start with these settings. */
try {
  readConfig({ ...Object.fromEntries(deployed.map((name) => [name, process.env[name]])), ...secrets }, 'worker');
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
