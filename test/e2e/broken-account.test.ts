import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

vi.setConfig({ testTimeout: 40_000 });

const broken = '444455556666';
const role = `arn:aws:iam::${broken}:role/SlackReader`;
const lacks = /Not everything in account 444455556666 could be read: AWS refused sts:AssumeRole/;

const editing = editingForFile({
  environment: ({ aws }) => ({ INCIDENT_ACCOUNTS: `${aws.account},${broken}=${role}` }),
});
beforeEach(() => {
  editing.app.aws.faults.add({ kind: 'access_denied', operation: 'AssumeRole' });
});

const until = <T>(look: () => T | Promise<T>) => editing.app.slack.workspace.until(look, 20_000);
const ask = (text: string) => editing.told(() => editing.ask(text));

describe('when the role of one account cannot be assumed', () => {
  test('the list shows the other accounts, and one line about that one', async () => {
    const { text, all } = await ask('list');
    expect(text).toMatch(/^Open incidents: [1-9]/);
    expect(text).toMatch(lacks);
    expect(all).toContain('incident:open');
  });

  test('an id in another account is found', async () => {
    await editing.ask(seedIncidents.critical.slice(-36));
    await until(() => editing.cards(ids.incidents, seedIncidents.critical)[0]);
  });

  test('an id that is not found may be in the account that could not be read', async () => {
    const { text } = await ask('00000000-0000-4000-8000-000000000000');
    expect(text).toMatch(lacks);
    expect(text).not.toMatch(/No incident/);
  });

  test('the CSV table has the other accounts, and one line about that one', async () => {
    const { text } = await ask('list --csv 30');
    expect(text).toMatch(/[1-9]\d* incidents of the last 30 days, as a table/);
    expect(text).toMatch(lacks);
  });

  test('the start form offers the plans of the other accounts', async () => {
    await editing.ask('start');
    const view = await editing.form();
    expect(allText(view.blocks)).toMatch(lacks);
    expect(await editing.send({ plan: seedPlans.search, title: 'Half of it works' })).toContain('Started: Half of it');
  });

  test('the App Home shows the other accounts, and one line about that one', async () => {
    await editing.app.slack.workspace.openHome(ids.ada);
    const home = await until(() => {
      const text = allText(editing.app.slack.workspace.home(ids.ada));
      return lacks.test(text) ? text : undefined;
    });
    expect(home).toContain('incident:open');
  });
});
