import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { startLambdaBackends } from '../lambda/lambda-backends.ts';
import { documentAt } from './documents.ts';
import { shellCommands } from './shell-commands.ts';

/** A sort of command: run by a test of this name below, or not run here, for a reason. */
interface Sort {
  matches: RegExp;
  because?: string;
}

const sorts: Readonly<Record<string, Sort>> = {
  'npm start': { matches: /^npm start$/ },
  'npm run format': { matches: /^npm run format$/ },
  'npm run golden': { matches: /^npm run golden$/ },
  'npm run doctor': { matches: /^npm run doctor( -- --json)?$/ },
  'npm run archive': { matches: /^npm run archive( -- .+)?$/ },
  'npm run manifest': { matches: /^npm run manifest( -- (--socket|(--socket )?--(http|oauth) https:\/\/\S+))?$/ },
  'npm run jobs': { matches: /^(npm run jobs( -- .+)?|node src\/jobs-main\.ts list)$/ },
  'npm run release': {
    matches: /^npm run release( -- (major|minor|patch))?$/,
    because: 'it runs what runs this; what it refuses is tested below',
  },
  'npm version': { matches: /^npm version( (major|minor|patch))?$/ },
  'git …': { matches: /^git / },
  'sqlite3 …': { matches: /^sqlite3 / },
  'curl of the app': { matches: /^curl -sS http:\/\/localhost:3000\/\S+$/ },
  'curl of the metrics': {
    matches: /^curl -sS http:\/\/localhost:9464\/metrics$/,
    because: 'test/metrics asks for them',
  },
  'promtool …': { matches: /^promtool /, because: 'test/metrics runs what it checks' },
  'jq …': { matches: /^jq -c /, because: 'test/metrics finds the same lines' },
  'df, ls': { matches: /^(df|ls) / },
  'settings of a stage': { matches: /^(set [-+]a|\. \.\/\.env\.prod)$/ },
  'aws …': { matches: /^(aws |[A-Z]+=\$\(aws |export [A-Z_]+=)/, because: 'aws-commands.test.ts runs them' },
  'npm ci': {
    matches: /^(npm ci( --omit=dev --workspaces=false --ignore-scripts)?|rm -rf node_modules)$/,
    because: 'it asks the registry, and takes the packages away',
  },
  'npm test': {
    matches: /^(?:[A-Z_]+=\w+ )*npm (test|run check|run test:[a-z]+)( -- .+)?$/,
    because: 'it is what runs this, or has run before',
  },
  'npx vitest run FILE': { matches: /^npx vitest run test\/\S+\.test\.ts$/, because: 'npm test runs the file too' },
  'npm run pictures, dashboard': {
    matches: /^npm run (pictures|dashboard)$/,
    because: 'they need a browser or Prometheus, and write into docs/',
  },
  'npm run bench, chaos, mutants, mutations': {
    matches: /^(?:[A-Z_]+=\w+ )*npm run (bench|chaos|mutants|mutations)( -- .+)?$/,
    because: 'they take minutes; test/noise, test/chaos and test/mutations.json have their own tests',
  },
  'npm run package': {
    matches: /^npm run package( -- --stage [a-z]+)?$/,
    because: 'test/serverless/stack.test.ts runs what it runs',
  },
  'npx osls …': { matches: /^npx osls /, because: 'it needs an AWS account' },
  'npx serverless …': { matches: /^npx serverless /, because: 'it is downloaded, and asks for an account' },
  'npm run image-size': {
    matches: /^npm run image-size$/,
    because: 'test/serverless/image.test.ts sums what it prints',
  },
  'terraform …': {
    matches: /^terraform /,
    because: 'it asks the registry for the provider; test/deploy compares the module with the stack',
  },
  'kubectl …': {
    matches: /^kubectl /,
    because: 'it needs a cluster; test/deploy builds and validates what it applies',
  },
  'systemctl, systemd-analyze, journalctl': {
    matches: /^(systemctl|systemd-analyze|journalctl) /,
    because: 'they need systemd as the first process; test/deploy verifies the unit',
  },
  'mv, cp of the SQLite file': {
    matches: /^(mv|cp|rm -f) data\/incidents\.db/,
    because: 'test/upgrade goes on with the copy that they put in place',
  },
  'mkdir, cp, install, cd': {
    matches: /^(mkdir -p|cp -r|install -m|cd) \S/,
    because: 'they write outside of this folder; test/serverless/image.test.ts starts the app of these files alone',
  },
  'docker …': { matches: /^docker /, because: 'it needs a daemon and the registry' },
};

const of = (name: string): string[] => shellCommands.filter((command) => sorts[name]?.matches.test(command));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

test('every command of the docs is of one sort, and every sort is in the docs', () => {
  const found = shellCommands.map((command) => ({
    command,
    sorts: Object.keys(sorts).filter((name) => sorts[name]?.matches.test(command)),
  }));
  expect(found.filter((each) => each.sorts.length !== 1)).toEqual([]);
  expect(Object.keys(sorts).filter((name) => of(name).length === 0)).toEqual([]);
});

const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(':').some((path) => existsSync(join(path, program)));

const folder = mkdtempSync(join(tmpdir(), 'incident-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of some files of the repository, with its packages. */
function copyOf(name: string, files: readonly string[]): string {
  const copy = join(folder, name);
  for (const file of ['package.json', ...files]) cpSync(file, join(copy, file), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs a command as people do. Of this test's own environment only the path and the compile cache are handed on. */
function run(command: string, cwd: string, environment: NodeJS.ProcessEnv = {}) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, HOME: folder, ...environment };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile('bash', ['--norc', '-c', command], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe('the sandbox by npm start', () => {
  let app: ReturnType<typeof spawn>;
  let address = '';
  let output = '';
  beforeAll(async () => {
    const cwd = copyOf('start', ['src', 'manifest.yml']);
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: folder, PORT: '0' };
    app = spawn('npm', ['start'], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      app.once('exit', () => reject(new Error(output)));
      app.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Ctrl-C')) resolve();
      });
      app.stderr?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    });
    address = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '';
  });
  afterAll(() => {
    if (app.exitCode === null && app.signalCode === null && app.pid) process.kill(-app.pid, 'SIGKILL');
  });

  test('shows its page', async () => {
    expect(output).toMatch(/Try the app at http:\/\/localhost:\d+ \(Ctrl-C ends it\)\./);
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Incident Manager sandbox');
  });

  test.each(of('curl of the app'))('%s tells its health', async (command) => {
    const { pathname } = new URL(command.split(' ').at(-1) ?? '');
    const answer = await fetch(`${address}${pathname}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ queue: true, store: true, worker: true });
  });

  test('ends by Ctrl-C', async () => {
    const ended = new Promise((resolve) => app.once('exit', resolve));
    // As a terminal does: to all that the command started.
    process.kill(-(app.pid ?? 0), 'SIGINT');
    await ended;
    await expect(fetch(address)).rejects.toThrow();
  });
});

test('npm run format writes what is not in form', async () => {
  const cwd = copyOf('format', ['biome.json', '.gitignore']);
  writeFileSync(join(cwd, 'one.ts'), 'export const a = {b:"c"}');
  // Only git knows which files are not tracked.
  await run('git init -q', cwd);
  expect(await run('npm run format', cwd)).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'one.ts'), 'utf8')).toBe("export const a = { b: 'c' };\n");
});

test('npm run golden writes a golden file anew', { timeout: 60_000 }, async () => {
  const cwd = copyOf('golden', ['src', 'test', 'vitest.config.ts', 'manifest.yml']);
  const [golden = ''] = globSync('test/golden/**/*.json');
  expect(golden).not.toBe('');
  writeFileSync(join(cwd, golden), '{}');
  const { code, output } = await run('npm run golden', cwd);
  expect(code, output).toBe(0);
  expect(readFileSync(join(cwd, golden), 'utf8')).toBe(readFileSync(golden, 'utf8'));
});

describe('npm version', () => {
  const commit = 'git add -A && git commit -qm one';

  /** A repository in which a version can be made. */
  async function repository(name: string, changelog: string): Promise<string> {
    const cwd = copyOf(name, [
      'scripts/release-changelog.ts',
      'sandbox/package.json',
      'package-lock.json',
      '.gitignore',
    ]);
    writeFileSync(join(cwd, 'CHANGELOG.md'), changelog);
    await run(`git init -q && git config user.name a && git config user.email a@b.example && ${commit}`, cwd);
    return cwd;
  }

  test('npm version minor dates the changelog, sets the version everywhere, commits and tags', async () => {
    const cwd = await repository('version', readFileSync('CHANGELOG.md', 'utf8'));
    const entries = /^## \[Unreleased\]\n([\s\S]*?)^## /m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1] ?? '';
    const { code, output } = await run('npm version minor', cwd);
    expect(code, output).toBe(0);
    const { version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { version: string };
    const lock = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8')) as { version: string };
    expect(version).toMatch(/^\d+\.\d+\.0$/);
    expect(lock.version).toBe(version);
    const today = new Date().toISOString().slice(0, 10);
    const changelog = readFileSync(join(cwd, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toContain(`## [Unreleased]\n\n## [${version}] - ${today}\n${entries}`);
    expect((await run('git status --porcelain && git tag', cwd)).output.trim()).toBe(`v${version}`);
  });

  // npm starts several times, which takes a minute where other work has the machine.
  const releaseMs = 300_000;
  test('npm run release refuses uncommitted changes and a failing check, and then releases nothing', {
    timeout: releaseMs,
  }, async () => {
    const cwd = await repository('release', readFileSync('CHANGELOG.md', 'utf8'));
    cpSync('scripts/release.ts', join(cwd, 'scripts/release.ts'));
    expect((await run('npm run release -- minor', cwd)).output).toContain('There are uncommitted changes.');
    expect((await run('npm run release', cwd)).output).toContain('npm run release -- major | minor | patch');
    // The packages are there already, and the lock is not this copy's.
    writeFileSync(join(cwd, '.npmrc'), 'dry-run=true\nscript-shell=/bin/false\n');
    await run(commit, cwd);
    const { code, output } = await run('node scripts/release.ts minor', cwd);
    expect(code).not.toBe(0);
    expect(output).toMatch(/npm (ci|test) failed: nothing was released\./);
    expect((await run('git tag', cwd)).output).toBe('');
  });

  test('npm version refuses a release without entries in the changelog', async () => {
    const cwd = await repository('no-entries', '# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-23\n\n- One\n');
    const { code, output } = await run('npm version patch', cwd);
    expect(code).not.toBe(0);
    expect(output).toContain('CHANGELOG.md has no entries under [Unreleased].');
    expect((await run('git tag', cwd)).output).toBe('');
  });
});

test('the newest version in the changelog is that of package.json, and all sections have the form of Keep a Changelog', () => {
  const headings = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^##+ .*$/gm)].map(([heading]) => heading);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const versions = headings.filter((heading) => heading.startsWith('## '));
  expect(versions[0]).toBe('## [Unreleased]');
  expect(versions[1]?.replace(/ - \d{4}-\d\d-\d\d$/, '')).toBe(`## [${version}]`);
  const kinds = /^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/;
  expect(headings.filter((heading) => heading.startsWith('### ') && !kinds.test(heading))).toEqual([]);
});

test('npm run doctor finds nothing to fix where all is well', async () => {
  const [backends, slack] = await Promise.all([
    startLambdaBackends(),
    createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false }),
  ]);
  const topic = backends.sns.topics.get(seedTopics.chat);
  backends.sns.topics.subscribe(topic, 'http', 'http://127.0.0.1:1/notifications', topic.account).confirmed = true;
  const { code, output } = await run('npm run doctor', copyOf('doctor', ['src']), {
    ...backends.environment,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
  });
  await Promise.all([backends.end(), slack.close()]);
  expect(output).toContain('Nothing to fix.');
  expect(code).toBe(0);
});

test.each(of('npm run manifest').filter((command) => command.includes(' https:')))(
  '%s prints a manifest with this address',
  async (command) => {
    const cwd = copyOf(`manifest${command.replaceAll(/\W+/g, '-')}`, ['scripts', 'manifest.yml']);
    const { code, output } = await run(command, cwd);
    expect(code, output).toBe(0);
    const path = command.includes('--socket') ? '- {}/slack/oauth_redirect' : 'request_url: {}/slack/events';
    expect(output).toContain(`    ${path.replace('{}', command.split(' ').at(-1) ?? '')}\n`);
  },
);

test('npm run archive writes every incident, and sha256sum agrees', async () => {
  const backends = await startLambdaBackends();
  const cwd = copyOf('archive', ['src']);
  const command = of('npm run archive').find((each) => each.includes('--out')) ?? '';
  const { code, output } = await run(command, cwd, { ...backends.environment, SLACK_BOT_TOKEN: '' });
  await backends.end();
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/\d+ incidents with .* verified/) });
  expect(await run('sha256sum --check SHA256SUMS', join(cwd, 'archive'))).toMatchObject({ code: 0 });
});

test('settings of a stage are what the document shows, read by the shell', async () => {
  const [settings = ''] = documentAt('docs/deploy.md').fences.flatMap(({ language, text }) =>
    language === 'ini' ? [text] : [],
  );
  writeFileSync(join(folder, '.env.prod'), settings);
  const { output } = await run(`${of('settings of a stage').join(' && ')} && env`, folder);
  const read = output.split('\n').filter((line) => settings.includes(line) && line !== '');
  expect(read.sort()).toEqual(settings.trim().split('\n').sort());
});

test('git … works in a clone, in the order of the docs', async () => {
  const origin = join(folder, 'origin');
  const clone = join(folder, 'clone');
  mkdirSync(origin);
  const commit = 'git add -A && git -c user.name=a -c user.email=a@b.example commit -qm one';
  for (const file of ['manifest.yml', 'CHANGELOG.md']) writeFileSync(join(origin, file), 'old\n');
  await run(`git init -q -b main && ${commit}`, origin);
  await run(`git clone -q ${origin} ${clone}`, folder);
  writeFileSync(join(origin, 'manifest.yml'), 'new\n');
  await run(commit, origin);
  const looking = of('git …').sort((one, other) => Number(one === 'git pull') - Number(other === 'git pull'));
  const outputs: string[] = [];
  for (const command of looking) {
    const { code, output } = await run(command, clone);
    expect({ command, code }).toEqual({ command, code: 0 });
    outputs.push(output);
  }
  expect(outputs.join('\n')).toContain('+new');
  expect(readFileSync(join(clone, 'manifest.yml'), 'utf8')).toBe('new\n');
});

describe('in the folder of the one process', () => {
  const cwd = join(folder, 'process');
  beforeAll(() => {
    mkdirSync(cwd);
    const database = openSqliteDatabase(join(cwd, 'data/incidents.db'));
    database.exec("INSERT INTO parked_jobs VALUES (1, 'group', '{}', 'AppError: AWS refused it.', 3, 0, 0)");
    database.close();
  });

  // A machine without the program has nothing to say of how it is called.
  test.runIf(isInstalled('sqlite3')).each(of('sqlite3 …'))('%s', async (command) => {
    const { code, output } = await run(command, cwd);
    expect({ code, output }).toMatchObject({ code: 0 });
    if (command.includes('SELECT')) expect(output).toContain('1970-01-01 00:00:00|group|3|AppError: AWS refused it.');
    else expect(existsSync(join(cwd, 'data/backup.db'))).toBe(true);
  });

  test('npm run jobs, with each of its words', async () => {
    const copy = copyOf('jobs', ['src']);
    cpSync(join(cwd, 'data'), join(copy, 'data'), { recursive: true });
    const database = openSqliteDatabase(join(copy, 'data/incidents.db'));
    const job = JSON.stringify({ kind: 'confirm', topicArn: 'arn:aws:sns:eu-west-1:111122223333:chat', token: 'x' });
    const insert = database.prepare("INSERT INTO parked_jobs VALUES (12, 'topic', ?, 'AppError: no.', 1, ?, ?)");
    for (const command of of('npm run jobs').filter((each) => each !== 'npm run jobs')) {
      database.exec('DELETE FROM parked_jobs');
      insert.run(job, Date.now(), Date.now());
      const { code, output } = await run(command, copy);
      expect({ command, code, output }).toMatchObject({ code: 0 });
      expect(output).toContain('confirm');
    }
    database.close();
  });

  test.each(of('df, ls'))('%s', async (command) => {
    expect(await run(command, cwd)).toMatchObject({ code: 0 });
  });
});

describe('what is not run here is still what it says', () => {
  test('npm ci: the lock is that of package.json', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, object> };
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      object
    >;
    expect(lock.packages['']).toMatchObject({ dependencies, devDependencies });
  });

  test('npm test: checks, then tests', () => {
    expect(scripts.check).toMatch(/tsc .*biome check .*knip/);
    expect(scripts.test).toMatch(/^npm run check && /);
    expect(`${scripts.test} ${scripts['test:covered']}`).toContain('vitest run');
  });

  test('all are scripts of package.json, with the files and names they take', () => {
    const bare = shellCommands.map((command) => command.replace(/^(?:[A-Z_]+=\w+ )+/, ''));
    const npm = bare.filter((command) => /^npm (run|start|test)/.test(command));
    const names = npm.map((command) => command.split(' ')[command.startsWith('npm run') ? 2 : 1] ?? '');
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
    const files = Object.values(scripts).flatMap(
      (script) => script.match(/\b(src|test|bench|scripts)\/\S+\.ts\b/g) ?? [],
    );
    expect(files.filter((file) => globSync(file).length === 0)).toEqual([]);
    const benches = npm
      .filter((command) => command.startsWith('npm run bench -- '))
      .flatMap((command) => command.split(' ').slice(4))
      .filter((word) => !word.startsWith('-'));
    expect(benches.filter((name) => !existsSync(`bench/${name}.bench.ts`))).toEqual([]);
    for (const file of scripts.pictures?.match(/test\/\S+/g) ?? []) {
      expect(readFileSync(file, 'utf8')).toContain('UPDATE_PICTURES');
    }
  });

  test.each([...of('npx osls …'), ...of('npm run package')])('%s: the framework knows its options', (command) => {
    const schema = createRequire(join(process.cwd(), 'package.json'))(
      'osls/lib/cli/commands-schema/aws-service.js',
    ) as Map<string, { options?: Record<string, unknown> }>;
    const words = command.replace('npm run package', 'npx osls package').split(' ').slice(2);
    const options = schema.get(words[0] ?? '')?.options;
    expect(options).toBeDefined();
    const given = words.filter((word) => /^--./.test(word)).map((word) => word.slice(2));
    expect(given.filter((name) => options?.[name] === undefined)).toEqual([]);
  });

  test('docker …: the image is there to be built, with the port and folder that it is run with', () => {
    const image = readFileSync('Dockerfile', 'utf8');
    const [build = '', start = ''] = of('docker …');
    expect(build).toMatch(/^docker build -t (\S+) \.$/);
    expect(start.split(' ').at(-1)).toBe(build.split(' ').at(-2));
    expect(image).toContain(`EXPOSE ${/-p (\d+):\1/.exec(start)?.[1]}`);
    expect(image).toContain(`VOLUME ${/-v \w+:(\S+)/.exec(start)?.[1]}`);
  });
});
