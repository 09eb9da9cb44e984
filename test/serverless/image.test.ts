import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    // The packages as `npm ci --workspaces=false` installs them: everything but the workspace.
    for (const name of readdirSync('node_modules').filter((each) => each !== 'slack-aws-sandbox')) {
      mkdirSync(join(app, 'node_modules'), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(app, 'node_modules', name));
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

  test('starts in production', async () => {
    const backends = await startBackends();
    const running = await startChildApp(backends.appEnvironment, app);
    const health = await fetch(`${running.url}/healthz`);
    expect(await running.terminate()).toBe(0);
    await backends.end();
    expect(health.status).toBe(200);
  });
});
