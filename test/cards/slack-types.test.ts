import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'incident-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Payload {
  type?: string;
  blocks?: object[];
  entity_payload?: object;
}

/** The type of `@slack/types` that a payload is to have, and what of it. */
function typed(payload: Payload): [string, unknown] {
  if (payload.type === 'home') return ['HomeView', payload];
  if (payload.type === 'modal') return ['ModalView', payload];
  return payload.entity_payload === undefined ? ['KnownBlock[]', payload.blocks] : ['EntityMetadata', payload];
}

/** What the compiler says of each golden payload, written as a literal, so that unknown properties count as well. */
async function complaints(payloads: readonly { name: string; payload: Payload }[]): Promise<string[]> {
  const lines = payloads.map(({ payload }, index) => {
    const [type, value] = typed(payload);
    return `export const v${index}: ${type} = ${JSON.stringify(value)};`;
  });
  const head = "import type { EntityMetadata, HomeView, KnownBlock, ModalView } from '@slack/types';";
  const file = join(folder, 'payloads.ts');
  writeFileSync(file, [head, ...lines].join('\n'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--pretty',
    'false',
  ];
  const { stdout } = await promisify(execFile)(resolve('node_modules/.bin/tsc'), [...options, file]).catch(
    (error: { stdout: string }) => error,
  );
  rmSync(join(folder, 'node_modules'));
  return [...stdout.matchAll(/\((\d+),\d+\): error TS\d+: (.*)/g)].map(
    ([, line, text]) => `${payloads[Number(line) - 2]?.name}: ${text}`,
  );
}

/**
 * Where Slack's own sources disagree: the documented incident schema has `severity`, the types of 3.2 `priority`;
 * and an entity's comments are not in the types yet.
 * @see https://docs.slack.dev/messaging/work-objects-implementation
 */
const isDisputed = (line: string): boolean =>
  /'"severity"' does not exist in type '.*IncidentEntityFields|'"entity_comments"' does not exist/.test(line);

/** With a property that Slack does not know, so that a compiler that reads nothing is found. */
const wrong: Payload = {
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x', colour: 'red' } }],
};

test('every golden payload has the form of Slack’s own types, without a property that they do not know', async () => {
  const payloads = globSync('test/golden/**/*.json').map((file) => ({
    name: basename(file),
    payload: JSON.parse(readFileSync(file, 'utf8')) as Payload,
  }));
  expect(payloads.length).toBeGreaterThan(50);
  const found = await complaints([...payloads, { name: 'wrong', payload: wrong }]);
  expect(found.filter((line) => line.startsWith('wrong: '))).toHaveLength(1);
  expect(found.filter((line) => !line.startsWith('wrong: ') && !isDisputed(line))).toEqual([]);
});
