import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageView } from 'slack-aws-sandbox/page';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type Editing, startEditing } from './editing.ts';

vi.setConfig({ testTimeout: 60_000 });

let editing: Editing;

beforeAll(async () => {
  editing = await startEditing();
});
afterEach(async () => {
  editing.app.aws.faults.clear();
  editing.app.slack.faults.clear();
  await editing.closeForms();
});
afterAll(() => editing.app.stop());

/** Ada's modal, once it shows a text. */
const modal = (words: RegExp): Promise<PageView> =>
  editing.app.slack.workspace.until(() => {
    const view = editing.app.slack.workspace.views(editing.ids.ada).at(-1);
    return words.test(allText(view)) ? view : undefined;
  }, 30_000);

describe('a modal that cannot be filled at once', () => {
  test.each([
    ['timeline', 'ListTimelineEvents', /Timeline.*Incident started/s],
    ['edit', 'GetIncidentRecord', /"block_id":"summary/],
  ])('the modal of %s says that AWS does not answer, retries, and is filled', async (action, operation, filled) => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Slow to tell', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'unavailable', operation });
    await editing.click(action, arn);
    await modal(/AWS did not answer\. Retrying/);
    editing.app.aws.faults.clear();
    await modal(filled);
  });

  test('a modal that stays empty says to try again in a minute', async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Not to be told', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'throttle', operation: 'ListTimelineEvents' });
    await editing.click('timeline', arn);
    const view = await modal(/try again in a minute/);
    expect(allText(view)).toContain('AWS is limiting requests. Nothing was changed. Close this and try again');
    expect(allText(view)).not.toContain('by itself');
  });

  test('a modal shows a permanent error at once', async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Denied', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListTimelineEvents' });
    await editing.click('timeline', arn);
    expect(allText(await modal(/ssm-incidents:ListTimelineEvents/))).not.toContain('Retrying');
  });
});
