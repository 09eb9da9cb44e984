import { seedPlans } from 'slack-aws-sandbox/aws';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { optionalScopes } from '../../src/web-api/scopes.ts';
import { allText } from '../support/all-text.ts';
import { requester } from './asking.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
let granted: Set<string>;

beforeAll(async () => {
  granted = new Set(editing.app.slack.scopes);
});
afterEach(() => {
  for (const scope of granted) editing.app.slack.scopes.add(scope);
});

const home = async (until: (text: string) => boolean): Promise<string> => {
  const { workspace } = editing.app.slack;
  workspace.openHome(editing.ids.ada);
  const view = () => allText(workspace.home(editing.ids.ada));
  return workspace.until(() => (view().includes('As of') && until(view()) ? view() : undefined), 10_000);
};

describe('an optional scope that was not granted', () => {
  test.each(Object.entries(optionalScopes))(
    '%s: Home names it; cards come all the same',
    async (scope, { brings, methods }) => {
      const { app, ids } = editing;
      const { workspace, scopes, calls } = app.slack;
      scopes.delete(scope);
      await home((text) => text.includes(`\`${scope}\` would bring ${brings}`));
      const before = calls.all().length;
      const channel = workspace.addChannel({
        name: `without-${scope.replace(/\W/g, '-')}`,
        members: [ids.ada, ids.botUser],
      });
      const arn = app.aws.incidents.start(seedPlans.search, { title: `Without ${scope}`, impact: 2 });
      const { text } = await requester(app).ask(`watch ${arn}`, channel);
      expect(text).toContain('Watching here');
      expect(editing.cards(channel, arn)).toHaveLength(1);
      const sent = calls.all().slice(before);
      expect(sent.filter(({ method, error }) => error === 'missing_scope' || methods?.includes(method))).toEqual([]);
      scopes.add(scope);
      expect(await home((shown) => !shown.includes('would bring'))).toContain('Setup');
    },
  );

  test('a report without files:write names the scope, and takes no call that Slack would refuse', async () => {
    const { app } = editing;
    app.slack.scopes.delete('files:write');
    await home((text) => text.includes('files:write` would bring'));
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'No files' });
    await editing.card(arn);
    const { text } = await editing.told(() => editing.ask(`report ${arn}`));
    expect(text).toContain('without the scope files:write');
    expect(app.slack.calls.all().filter(({ method }) => method.startsWith('files.'))).toEqual([]);
  });

  test('/incident doctor says what each would bring', async () => {
    for (const scope of Object.keys(optionalScopes)) editing.app.slack.scopes.delete(scope);
    const { all } = await editing.told(() => editing.ask('doctor'));
    for (const [scope, { brings }] of Object.entries(optionalScopes))
      expect(all).toContain(`${scope} would bring ${brings}`);
  });
});
