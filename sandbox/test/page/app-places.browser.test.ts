import { describe, expect, test } from 'vitest';
import { arn, ids } from './fixture-state.ts';
import { openedPage } from './opened-page.ts';

/** The part of an element's style that tests read. */
interface Drawn {
  ownerDocument: { defaultView: { getComputedStyle(element: Drawn, part: string): { content: string } } };
}

const at = openedPage();

describe('Home, Work Objects and the panel', () => {
  test('opening Home requests it from the app, and its buttons send the view', async () => {
    await at.go('Incidents');
    expect(await at.server.take('home')).toEqual({ user: ids.editor });
    await at.page.getByRole('main', { name: 'Home' }).getByRole('button', { name: 'Refresh' }).click();
    expect(await at.server.take('action')).toMatchObject({ container: { type: 'view', view_id: 'V0HOME0001' } });
  });

  test('a Work Object opens its details, whose buttons and edits go to the app', async () => {
    await at.channel.getByRole('button', { name: /^Checkout latency/ }).click();
    const place = { channel: ids.incidents, message_ts: at.server.messages[6]?.ts };
    expect(await at.server.take('entity')).toMatchObject(place);
    const pane = at.page.getByRole('complementary', { name: 'Details' });
    await pane.getByRole('button', { name: 'Show card here' }).click();
    expect(await at.server.take('action')).toMatchObject({
      container: { type: 'entity_detail', external_ref: { id: arn } },
      action_id: 'entity_show',
    });
    await pane.getByRole('button', { name: 'Edit details' }).click();
    await pane.getByLabel('Title').fill('Renamed');
    await pane.getByRole('button', { name: 'Save' }).click();
    expect(await at.server.take('entity/edit')).toMatchObject({ ...place, values: { title: 'Renamed' } });
  });

  test('only the acting person is marked, and selecting them again changes nothing', async () => {
    await at.page.getByRole('button', { name: /^Acting as Ada/ }).click();
    const people = at.page.getByRole('menuitemradio');
    expect(await people.count()).toBeGreaterThan(2);
    expect(await at.page.getByRole('menuitemradio', { checked: true }).allTextContents()).toEqual([
      expect.stringContaining('Ada Lovelace'),
    ]);
    const ticked = await people.evaluateAll((all: Drawn[]) =>
      all.filter((one) => one.ownerDocument.defaultView.getComputedStyle(one, '::after').content.includes('✓')),
    );
    expect(ticked).toHaveLength(1);
    await at.page.getByRole('menuitemradio', { checked: true }).click();
    await at.channel.getByText('Only visible to you').waitFor();
    expect(await at.page.getByText('Loading messages').count()).toBe(0);
  });

  test('switching the person reloads everything', async () => {
    await at.page.getByRole('button', { name: /^Acting as Ada/ }).click();
    await at.page.getByRole('menuitemradio', { name: /Grace Hopper/ }).click();
    await at.page.getByText('Only visible to you').waitFor({ state: 'detached' });
    await at.composer.fill('hello');
    await at.composer.press('Enter');
    expect(await at.server.take('send')).toMatchObject({ user: ids.viewer });
  });

  test('the panel shows, changes, resolves and starts an incident', async () => {
    const panel = at.page.getByRole('complementary', { name: 'Incident Manager' });
    const first = panel.getByRole('listitem').filter({ hasText: 'Checkout latency' });
    await first.getByRole('button', { name: 'Show here' }).click();
    expect(await at.server.take('send')).toMatchObject({ channel: ids.incidents, text: `/incident ${arn}` });
    const acknowledge = first.getByRole('button', { name: 'Acknowledge for Ben Okafor' });
    const { height = 0 } = (await acknowledge.boundingBox()) ?? {};
    expect(height).toBeLessThan(40);
    await acknowledge.click();
    expect(await at.server.take('pages/acknowledge')).toEqual({
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:page/ben/1',
    });
    await first.getByRole('button', { name: 'Resolve' }).click();
    expect(await at.server.take('incidents/update')).toEqual({ arn, status: 'RESOLVED' });
    await first.getByRole('button', { name: 'Edit' }).click();
    await at.page.getByLabel('Impact').selectOption('High (2)');
    await at.page.getByRole('button', { name: 'Save' }).click();
    expect(await at.server.take('incidents/update')).toEqual({ arn, impact: 2 });
    await panel.getByRole('button', { name: 'Start incident' }).click();
    await at.page.getByLabel('Title').fill('Disk full');
    await at.page.getByRole('button', { name: 'Start', exact: true }).click();
    expect(await at.server.take('incidents/start')).toMatchObject({ title: 'Disk full', impact: 2 });
  });
});
