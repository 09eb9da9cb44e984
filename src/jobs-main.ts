import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readConfig } from './config/config.ts';
import { tidyForSdk } from './config/environment.ts';
import { runOperatorCommand } from './dead-letters/operator-command.ts';
import { AppError } from './errors.ts';
import { openDeadLetters } from './open-storage.ts';

/** `npm run jobs`: what failed for good, in the embedded queue or in SQS. Needs none of Slack's secrets. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (existsSync('.env')) process.loadEnvFile('.env');
  tidyForSdk(process.env);
  const withoutSlack = Object.entries(process.env).filter(([name]) => !name.startsWith('SLACK_'));
  const letters = await openDeadLetters(readConfig(Object.fromEntries(withoutSlack)), Date.now);
  try {
    await runOperatorCommand(letters, { words: positionals, json: values.json }, (line) => {
      process.stdout.write(`${line}\n`);
    });
  } finally {
    await letters.close();
  }
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new AppError('invalid_request', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
