import { existsSync } from 'node:fs';
import { type AppSandbox, startAppSandbox } from './app-sandbox.ts';
import { readConfig } from './config/config.ts';
import { tidyForSdk } from './config/environment.ts';
import { takePlainLines } from './config/plain-lines.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';
import { type Running, run } from './run.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Without a Slack token the whole app runs on embedded services: only addresses and keys differ. */
async function startSandbox(): Promise<AppSandbox> {
  const sandbox = await startAppSandbox(process.env);
  Object.assign(process.env, sandbox.environment);
  return sandbox;
}

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  tidyForSdk(process.env);
  const given = readConfig(process.env);
  const sandbox = given.slack.mode === 'sandbox' ? await startSandbox() : undefined;
  const config = sandbox ? readConfig(process.env) : given;
  const log = createLog(config.logLevel);
  takePlainLines(log);
  const running = await run({
    config,
    environment: process.env,
    log,
    ...(sandbox && { otherwise: sandbox.page, trustsCertificateUrl: sandbox.trustsCertificate }),
  }).catch(async (error: unknown) => {
    await sandbox?.close();
    throw error;
  });
  // Before anything says that the app is up: from then on a supervisor may end it.
  endOnSignals(running, sandbox);
  const address = `http://localhost:${running.port}`;
  sandbox?.connect(`http://127.0.0.1:${running.port}`);
  if (config.port !== 0 && running.port !== config.port) say(`Port ${config.port} is busy, using ${running.port}.`);
  say(sandbox ? `Try the app at ${address} (Ctrl-C ends it).` : `Listening on ${address} (Ctrl-C ends it).`);
}

function endOnSignals(running: Running, sandbox: AppSandbox | undefined): void {
  let ending = false;
  const end = (): void => {
    // A second Ctrl-C does not wait.
    if (ending) process.exit(130);
    ending = true;
    running
      .stop()
      .then(() => sandbox?.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

main().catch((error: unknown) => {
  // What an operator can fix is one line; a bug shows its stack.
  const text = error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
