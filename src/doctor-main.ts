import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { GetParametersCommandInput } from '@aws-sdk/client-ssm';
import { createAwsClients } from './aws/clients.ts';
import { toAwsError } from './aws/fault.ts';
import { ownRegion } from './aws/regions.ts';
import { readConfig } from './config/config.ts';
import { tidyForSdk } from './config/environment.ts';
import { runChecks } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { AppError } from './errors.ts';
import { withSecrets } from './fronts/lambda/secrets.ts';
import { openStoreAlone } from './open-storage.ts';
import { version } from './version.ts';

const marks = { ok: 'ok  ', note: 'note', fix: 'FIX ' } as const;

/** One line for each finding, and under it the line to run. */
function print({ state, subject, found, fix }: Finding): void {
  process.stdout.write(`${marks[state]}  ${subject}: ${found}\n`);
  if (fix !== undefined) process.stdout.write(`      ${fix}\n`);
}

function report(findings: readonly Finding[], json: boolean): void {
  const left = findings.filter(({ state }) => state === 'fix').length;
  process.exitCode = left === 0 ? 0 : 1;
  if (json) {
    process.stdout.write(`${JSON.stringify({ version, toFix: left, findings }, null, 2)}\n`);
    return;
  }
  findings.forEach(print);
  process.stdout.write(left === 0 ? '\nNothing to fix.\n' : `\n${left} to fix.\n`);
}

/** `npm run doctor`: exit code 0 when the app can do its work, 1 when something is to be fixed. */
async function main(): Promise<Finding[]> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  tidyForSdk(process.env);
  const clients = createAwsClients();
  const environment = await withSecrets(process.env, async (_, input) => {
    const [{ GetParametersCommand }, region] = await Promise.all([import('@aws-sdk/client-ssm'), ownRegion()]);
    const client = await clients.automation(region);
    try {
      return { ...(await client.send(new GetParametersCommand(input as GetParametersCommandInput))) };
    } catch (error) {
      const fault = toAwsError(error, 'ssm:GetParameters');
      throw new AppError(fault.code, `The values given as ssm:NAME cannot be read. ${fault.message}`, { cause: error });
    }
  });
  const config = readConfig(environment);
  const regions = config.regions.length > 0 ? config.regions : [await ownRegion()];
  const isInstalledByOAuth = config.slack.mode !== 'sandbox' && config.slack.oauth !== undefined;
  const store = isInstalledByOAuth ? await openStoreAlone(config, Date.now) : undefined;
  const findings = await runChecks({ config, environment, regions, clients, ...(store && { store }) });
  await store?.close();
  clients.close();
  return findings;
}

/** A configuration that cannot be read: one finding for each line, by the rules of the start and of packaging. */
function configurationFindings(error: unknown): Finding[] {
  if (!(error instanceof AppError)) throw error;
  const fix = 'docs/configuration.md describes every variable';
  return error.message.split('\n').map((found) => ({ state: 'fix', subject: 'Configuration', found, fix }));
}

/** @returns whether `--json` was given; `undefined` for anything else, which is said */
function readArguments(): boolean | undefined {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

const json = readArguments();
if (json === undefined) process.exitCode = 2;
else report(await main().catch(configurationFindings), json);
