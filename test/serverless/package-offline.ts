import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

export interface Resource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  Parameters: Record<string, unknown>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
}

/** The variables that deploy/settings.cjs and serverless.yml read. */
const read = [
  'CHAT_TOPICS',
  'INCIDENT_REGIONS',
  'INCIDENT_ACCOUNTS',
  'INCIDENT_EDITORS',
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
  'SLACK_API_URL',
  'SLACK_CLIENT_ID',
  'INSTALL_TEAMS',
  'PUBLIC_URL',
  'LOG_LEVEL',
  'ALARM_TOPIC',
  'AWS_REGION',
];

/** The CloudFormation that `npx osls deploy --stage test` would send, made without credentials or network. */
export async function packageOffline(environment: Record<string, string>): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'incident-stack-'));
  try {
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !read.includes(name));
    const env = { ...Object.fromEntries(kept), ...environment, SLS_TELEMETRY_DISABLED: '1' };
    const osls = join('node_modules', '.bin', 'osls');
    await promisify(execFile)(osls, ['package', '--stage', 'test', '--package', folder], { env });
    return JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')) as Template;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
