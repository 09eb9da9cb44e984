import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, imagePackages } from '../../scripts/image-layout.ts';
import { startChildApp } from '../e2e/child-app.ts';
import { startBackends } from '../support/backends.ts';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };

const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

test('the container’s packages hold whatever the app loads', () => {
  const files = globSync('src/**/*.ts');
  const loaded = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(
      /^(?:import|\} from|export) (?!type)(?:[^'\n]* from )?'([^.'][^']*)'|import\('([^.'][^']*)'\)/gm,
    );
    return [...imports]
      .map(([, fixed, lazy]) => ({ file, name: fixed ?? lazy ?? '' }))
      .filter(({ name }) => packageOf(name) !== 'slack-aws-sandbox');
  });
  expect(loaded.length).toBeGreaterThan(30);
  const missing = loaded.filter(({ name }) => !isBuiltin(name) && dependencies[packageOf(name)] === undefined);
  expect(missing).toEqual([]);
});

test('the image is made of files that are let into it', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  const sources = copied.flatMap(([, names = '']) => names.split(' '));
  expect(sources.length).toBeGreaterThan(2);
  expect(sources.filter((name) => !ignored.includes(`!${name}`))).toEqual([]);
});

describe('the image without the sandbox', () => {
  const app = mkdtempSync(join(tmpdir(), 'incident-image-'));
  beforeAll(() => {
    cpSync('src', join(app, 'src'), { recursive: true });
    cpSync('package.json', join(app, 'package.json'));
    mkdirSync(join(app, 'data'));
    for (const folder of imagePackages()) {
      // A nested one comes with the package that it is in.
      if (folder.lastIndexOf('node_modules/') > 0) continue;
      mkdirSync(dirname(join(app, folder)), { recursive: true });
      symlinkSync(resolve(folder), join(app, folder));
    }
  });
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  test('neither copies nor installs it', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    expect(dockerfile.replaceAll(/^#.*$/gm, '')).not.toContain('sandbox');
    const installs = dockerfile.match(/npm (?:ci|install|i)\b.*$/gm) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((line) => !line.includes('--workspaces=false'))).toEqual([]);
    expect(readFileSync('.dockerignore', 'utf8')).not.toMatch(/^!sandbox/m);
    expect(Object.keys(dependencies)).not.toContain('slack-aws-sandbox');
  });

  test('started with no variables, says in one line what is missing', () => {
    const { PATH } = process.env;
    const { status, stderr, stdout } = spawnSync(process.execPath, ['src/main.ts'], { cwd: app, env: { PATH } });
    expect(status).toBe(1);
    expect(stdout.toString()).toBe('');
    expect(stderr.toString()).toBe(
      'SLACK_BOT_TOKEN: found nothing, expected a bot token that starts with xoxb- (the sandbox is not installed here)\n',
    );
  });

  test('has no package that only development needs, and stays small', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const folders = imagePackages();
    const direct = Object.keys(devDependencies).map((name) => `node_modules/${name}`);
    // Types that @slack/web-api lists among its dependencies.
    expect(folders.filter((folder) => direct.includes(folder))).toEqual(['node_modules/@types/node']);
    const megabytes = [...folders, 'src'].reduce((sum, folder) => sum + bytesOf(folder), 0) / 1_000_000;
    expect(megabytes).toBeGreaterThan(20);
    // `npm run image-size` says what is large. Raise this with a reason.
    expect(megabytes).toBeLessThan(50);
  });

  test('runs as a user of no rights, and its health check asks the port that it listens on', () => {
    const [, last = ''] = readFileSync('Dockerfile', 'utf8')
      .split(/^FROM .*$/m)
      .slice(1);
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('COPY --from')).toBeLessThan(last.indexOf('USER node'));
    expect(last).toMatch(/^HEALTHCHECK [^\n]*\\\n {2}CMD .*process\.env\.PORT.*\/healthz/m);
  });

  test('starts in production with its packages alone, on a file system that it may write nothing to but data', async () => {
    const backends = await startBackends();
    const environment = {
      ...backends.appEnvironment,
      NODE_ENV: 'production',
      STORE_URL: 'sqlite:data/incidents.db',
      METRICS_PORT: '0',
      NODE_COMPILE_CACHE: '',
      // Node's permission model stands in for `docker run --read-only`.
      NODE_OPTIONS: `--permission --allow-fs-read=* --allow-fs-write=${join(app, 'data')} --allow-worker`,
    };
    const running = await startChildApp(environment, app);
    const health = await fetch(`${running.url}/healthz`);
    expect(await running.terminate()).toBe(0);
    await backends.end();
    expect(health.status).toBe(200);
    expect(readdirSync(app).sort()).toEqual(['data', 'node_modules', 'package.json', 'src']);
    expect(readdirSync(join(app, 'data'))).toContain('incidents.db');
  });
});
