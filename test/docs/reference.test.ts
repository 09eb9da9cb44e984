import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandFacts, commandNames, needsEditor } from '../../src/actions/actions.ts';
import { jobSchema } from '../../src/jobs/job.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { codes, documentAt, tableUnder } from './documents.ts';
import { readLogCalls } from './log-calls.ts';

const reference = 'docs/reference.md';
/** The tags of CloudFormation are no matter here. */
const untagged = { logLevel: 'silent' } as const;
/** A table's rows without its head. */
const rows = (file: string, heading: string) => tableUnder(file, heading).slice(1);
/** What the first column of a table names. */
const named = (file: string, heading: string) =>
  rows(file, heading)
    .flatMap(([first]) => codes(first))
    .sort();
const read = (file: string) => readFileSync(file, 'utf8');
const unique = (all: Iterable<string>) => [...new Set(all)].sort();

describe('variables', () => {
  const sources = globSync('src/**/*.ts');
  const schema = [
    'src/config/config.ts',
    'src/incidents/rooms/room-settings.ts',
    'src/installations/settings.ts',
  ].flatMap((file) => [...read(file).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name));
  const tables = documentAt('docs/configuration.md').text.match(/^\|.*$/gm) ?? [];
  const documented = unique(
    tables.flatMap((line) => codes(line.split('|')[1])).filter((name) => /^[A-Z][A-Z_]+$/.test(name)),
  );

  test('of the schema are found there', () => {
    expect(schema.length).toBeGreaterThan(15);
  });

  test('whatever the app, the stack and the doctor read is described, and nothing else', () => {
    const used = sources.flatMap((file) =>
      [...read(file).matchAll(/(?:environment|process\.env|given)(?:\.|, ')([A-Z][A-Z_]+)\b/g)].map(
        ([, name = '']) => name,
      ),
    );
    const stack = ['serverless.yml', ...globSync('deploy/*.*')].flatMap((file) =>
      [...read(file).matchAll(/\$\{env:([A-Z_]+)|env:([A-Z_]+),|process\.env\.([A-Z_]+)/g)].map(
        ([, one, two, three]) => one ?? two ?? three ?? '',
      ),
    );
    // Named by the AWS SDK alone.
    const sdk = ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SSM_INCIDENTS'];
    const dynamic = ['AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_SSM'];
    expect(unique([...schema, ...used, ...stack, ...sdk, ...dynamic])).toEqual(documented);
  });

  test('which only tests and benches read are described, and nothing else', () => {
    const files = ['vitest.config.ts', ...globSync('{test,bench,scripts,sandbox/test}/**/*.ts')].filter(
      (file) => !file.startsWith('test/docs/'),
    );
    const used = files.flatMap((file) =>
      [...read(file).matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = '']) => name),
    );
    const all = files.map(read).join('\n');
    const notOurs = ['PATH', 'NODE_ENV', 'VITEST', ...documented];
    // A variable that one program sets for another that it starts is internal.
    const forPeople = used.filter((name) => !notOurs.includes(name) && !new RegExp(`\\b${name}: `).test(all));
    const described = named(reference, 'Commands of the repository').filter((name) => /^[A-Z_]+$/.test(name));
    expect(unique(forPeople)).toEqual(described);
  });
});

test('slash commands are those of /incident help, in its words', () => {
  const help = commandNames.map((name) => {
    const { usage = '', does = '' } = commandFacts(name) ?? {};
    return [`\`${usage}\``, does, needsEditor(name) ? 'editors' : 'all'];
  });
  const sorted = (table: string[][]) => table.map((row) => row.join(': ')).sort();
  expect(sorted(rows(reference, 'Slash command'))).toEqual(sorted(help));
});

describe('routes', () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({
      environment: {
        SLACK_BOT_TOKEN: '',
        SLACK_CLIENT_ID: '1.2',
        SLACK_CLIENT_SECRET: 'client-secret',
        SLACK_STATE_SECRET: 'state-secret-state-secret',
        PUBLIC_URL: 'https://incidents.example.com',
        INSTALL_TEAMS: 'T0123',
        INSTALLATION_KEYS: Buffer.alloc(32).toString('base64'),
      },
    });
  });
  afterAll(() => app.stop());

  test('are those of the front', () => {
    const routes = ['src/fronts/http/server.ts', 'src/fronts/http/install-paths.ts'].map(read).join('\n');
    const front = [...routes.matchAll(/'(\/[a-z/_]+)'[,)]?/g)].map(([, path = '']) => path);
    const paths = named(reference, 'Routes').map((route) => route.split(' ')[1] ?? '');
    expect(unique(paths)).toEqual(unique(front));
  });

  test('answer by the method they are described with', async () => {
    for (const route of named(reference, 'Routes')) {
      const [method = '', path = ''] = route.split(' ');
      const other = method === 'GET' ? 'POST' : 'GET';
      const [answer, wrong] = await Promise.all([
        fetch(`${app.appUrl}${path}`, { method }),
        fetch(`${app.appUrl}${path}`, { method: other }),
      ]);
      expect(rows(reference, 'Routes').find(([first]) => first?.includes(route))?.[1]).toContain(
        method === 'GET' ? String(answer.status) : '4',
      );
      expect([404, 405]).not.toContain(answer.status);
      expect(wrong.status).toBe(405);
    }
  });

  test('health has the facts that are described', async () => {
    const health = (await (await fetch(`${app.appUrl}/healthz`)).json()) as { jobs: object; version: string };
    const { jobs, version, ...parts } = health;
    expect(JSON.parse(read('package.json'))).toMatchObject({ version });
    const table = named(reference, 'Health');
    expect(table).toEqual(unique([...Object.keys(parts), ...Object.keys(jobs), 'notifications', 'socket']));
    const run = read('src/run.ts');
    for (const name of ['notifications', 'socket']) expect(run).toContain(`{ ${name}: `);
    const guide = named('docs/operating.md', 'Health');
    expect(guide).toEqual(table.filter((name) => !(name in jobs)));
  });
});

test('Lambda handlers are those that serverless.yml deploys', () => {
  const { functions } = parse(read('serverless.yml'), untagged) as { functions: Record<string, { handler: string }> };
  const deployed = Object.values(functions).map(
    ({ handler }) => `src/fronts/lambda/${handler.split('/')[1]}.${handler.split('.').at(-1)}`,
  );
  const exported = globSync('src/fronts/lambda/*.ts').filter((file) =>
    /^export async function handler/m.test(read(file)),
  );
  expect(named(reference, 'Lambda functions')).toEqual(deployed.sort());
  expect(exported.map((file) => file.replace('.ts', '.handler')).sort()).toEqual(deployed.sort());
});

test('kinds of jobs are those of the schema', () => {
  const kinds = jobSchema.options.map(({ shape }) => [...shape.kind.values][0] ?? '');
  expect(named(reference, 'Jobs')).toEqual(kinds.sort());
});

test('commands of the repository are the scripts of package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const described = rows(reference, 'Commands of the repository')
    .flatMap(([first]) => codes(first))
    .filter((command) => command.startsWith('npm '))
    .map((command) => command.replace(/^npm (run )?/, ''));
  expect(described.sort()).toEqual(Object.keys(scripts).sort());
});

interface Alarm {
  Type: string;
  Properties: {
    AlarmName: string;
    AlarmDescription: string;
    Namespace: string;
    MetricName: string;
    Dimensions: { Value: string }[];
  };
}

describe('metrics and alarms', () => {
  const { Resources } = parse(read('deploy/alarms.yml'), untagged) as { Resources: Record<string, Alarm> };
  const alarms = Object.values(Resources).map(({ Properties }) => Properties);
  const nameOf = ({ AlarmName }: Pick<Alarm['Properties'], 'AlarmName'>) => AlarmName.replace(/^\$\{[^}]+\}-/, '');

  test('are those of deploy/alarms.yml', () => {
    const watched = alarms.map((alarm) => [`${alarm.Namespace} ${alarm.MetricName}`, nameOf(alarm)].join(' -> '));
    const described = rows(reference, 'Metrics').map(([metric, , alarm]) =>
      [...codes(metric), ...codes(alarm)].join(' -> '),
    );
    expect(described.sort()).toEqual(watched.sort());
  });

  test('each alarm is in the operating guide, and the other way', () => {
    const { text } = documentAt('docs/operating.md');
    const section = text.slice(text.indexOf('\n## Alarms\n'), text.indexOf('\n## Health\n'));
    const parts = section.split(/^### /m).slice(1);
    expect(parts.map((part) => codes(part)[0] ?? '').sort()).toEqual(alarms.map(nameOf).sort());
    for (const { AlarmDescription, ...alarm } of alarms) {
      expect(AlarmDescription).toContain(`docs/operating.md, ${nameOf(alarm)}.`);
    }
    for (const part of parts) {
      expect(part).toMatch(/\*\*(Not urgent|Act soon|Urgent)/);
      expect(part).toMatch(/^1\. |with the steps given there/m);
      if (!part.includes('with the steps given there')) expect(part).toContain('Over when');
    }
  });
});

describe('log', () => {
  const calls = readLogCalls();

  test('events, their levels and fields are those of the code', () => {
    const found = new Map<string, Set<string>>();
    for (const { level = 'any', message, fields } of calls) {
      const name = `${level} ${message}`;
      found.set(name, new Set([...(found.get(name) ?? []), ...fields]));
    }
    const written = [...found].map(([name, fields]) => `${name}: ${unique(fields).join(', ')}`);
    const described = rows(reference, 'Events').map(
      ([level, message, fields]) => `${level} ${codes(message)[0]}: ${unique(codes(fields)).join(', ')}`,
    );
    expect(described.sort()).toEqual(written.sort());
  });

  test('what is no mere information says what to do', () => {
    const silent = rows(reference, 'Events').filter(([level, , , todo]) => /error|warn/.test(level ?? '') && !todo);
    expect(silent).toEqual([]);
  });

  test('fields are described, each by one name', () => {
    // The log itself adds one to every line.
    const used = unique(['code', 'reason', 'correlationId', ...calls.flatMap(({ fields }) => fields)]);
    expect(named(reference, 'Log')).toEqual(used);
    // A fault is `error` everywhere, an incident `arn`.
    expect(used.filter((field) => /^(cause|fault|err|incident|incidentArn|exception)$/.test(field))).toEqual([]);
  });
});

test('every action that the code asks of AWS stands in a policy of the docs or of the stack’s roles', async () => {
  const { neededActions } = await import('../serverless/needed-actions.ts');
  const policies = ['README.md', 'docs/editing.md', 'docs/notifications.md', 'docs/deploy.md'].map(
    (file) => documentAt(file).text,
  );
  const roles = globSync('deploy/*role*.yml').map(read);
  const said = [...policies, ...roles, documentAt('docs/deploy.md').text].join('\n');
  const missing = [...neededActions().keys()].filter((action) => !said.includes(action));
  expect(missing).toEqual(['sts:GetCallerIdentity']);
  // Operators of one process have only the docs: what concerns incidents is there.
  const inDocs = policies.join('\n');
  const incidents = [...neededActions().keys()].filter((action) => /^(ssm-|ssm:Get(?!P)|ssm:Send|sns:P)/.test(action));
  expect(incidents.filter((action) => !inDocs.includes(action))).toEqual([]);
});
