import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isInstalled } from '../metrics/prometheus-server.ts';

const name = 'slack-incident-manager.service';
const unit = readFileSync(`deploy/systemd/${name}`, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'incident-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the unit starts the app as a user of its own, which may write its state alone', () => {
  expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node --optimize-for-size src\/main\.ts$/m);
  expect(unit).toMatch(/^DynamicUser=yes$/m);
  expect(unit).toMatch(/^ProtectSystem=strict$/m);
  const state = /^StateDirectory=(.+)$/m.exec(unit)?.[1];
  expect(unit).toContain(`STORE_URL=sqlite:/var/lib/${state}/incidents.db`);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
});

test.runIf(isInstalled('systemd-analyze'))('systemd-analyze verifies it, and calls its exposure OK', () => {
  const file = join(folder, name);
  // Node may be elsewhere on this machine.
  writeFileSync(
    file,
    unit.replace('/usr/bin/node', process.execPath).replaceAll('/opt/slack-incident-manager', folder),
  );
  const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  expect(verified.stderr.split('\n').filter((line) => line.includes(name))).toEqual([]);
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=25', file], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/Overall exposure level .*: [0-2]\.\d OK/);
});
