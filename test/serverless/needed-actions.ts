import { globSync, readFileSync } from 'node:fs';

/** The prefix in IAM of what a client's package is for. */
const prefixes: Readonly<Record<string, string>> = {
  'client-cloudwatch': 'cloudwatch',
  'client-ssm-incidents': 'ssm-incidents',
  'client-ssm': 'ssm',
  'client-sns': 'sns',
  'client-sqs': 'sqs',
  'client-sts': 'sts',
  'client-dynamodb': 'dynamodb',
  'lib-dynamodb': 'dynamodb',
};
/** Commands whose action has another name. */
const renamed: Readonly<Record<string, string>> = {
  'dynamodb:Get': 'dynamodb:GetItem',
  'dynamodb:BatchGet': 'dynamodb:BatchGetItem',
  'dynamodb:Update': 'dynamodb:UpdateItem',
  'dynamodb:Delete': 'dynamodb:DeleteItem',
};

/**
 * The actions that the app's code asks of AWS, each with the files that do, read from the code itself: commands of AWS's
 * clients, and operations named in calls that are signed by hand.
 */
export function neededActions(): Map<string, Set<string>> {
  const actions = new Map<string, Set<string>>();
  for (const file of globSync('src/**/*.ts')) {
    const text = readFileSync(file, 'utf8');
    const add = (action: string) => actions.set(action, (actions.get(action) ?? new Set()).add(file));
    const clients = [...text.matchAll(/@aws-sdk\/((?:client|lib)-[a-z-]+)/g)];
    for (const { index, 1: command = '' } of text.matchAll(/\bnew (?:sdk\.)?([A-Z][A-Za-z]+)Command\(/g)) {
      // A command is imported somewhere above its use.
      const client = clients.findLast((mention) => mention.index < index && prefixes[mention[1] ?? ''] !== undefined);
      const action = `${prefixes[client?.[1] ?? '']}:${command.replace(/Batch$/, '')}`;
      add(renamed[action] ?? action);
    }
    for (const [, operation = ''] of text.matchAll(/\bpaginate([A-Z][A-Za-z]+)\(/g)) add(`ssm-incidents:${operation}`);
    for (const [, operation = ''] of text.matchAll(/\bincidents\(\s*'([A-Z][A-Za-z]+)'/g)) {
      add(`ssm-incidents:${operation}`);
    }
    if (file.startsWith('src/aws/devops-agent/')) {
      for (const [, operation = ''] of text.matchAll(/\bcall\(\s*'([A-Z][A-Za-z]+)'/g)) add(`aidevops:${operation}`);
    }
    if (!/contacts/i.test(text)) continue;
    for (const [, operation = ''] of text.matchAll(/\b(?:call|asked|contacts)\(\s*'([A-Z][A-Za-z]+)'/g)) {
      add(`ssm-contacts:${operation}`);
    }
  }
  return actions;
}
