import { describe, expect, it } from 'vitest';
import { arn, ids } from './fixture-state.ts';
import { openedPage } from './opened-page.ts';

/** An element in the browser, as far as its style is read. */
interface Drawn {
  ownerDocument: { defaultView: { getComputedStyle(element: Drawn, part: string): { content: string } } };
}

const at = openedPage();

describe('the app’s own places', () => {
  it('Home is asked for when it is opened, and its buttons name the view', async () => {
    await at.go('Incidents');
    expect(await at.server.take('home')).toEqual({ user: ids.editor });
    await at.page.getByRole('main', { name: 'Home' }).getByRole('button', { name: 'Refresh' }).click();
    expect(await at.server.take('action')).toMatchObject({ container: { type: 'view', view_id: 'V0HOME0001' } });
  });

  it('a Work Object opens its details, whose buttons and edits go to the app', async () => {
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

  it('marks the acting person alone, and choosing them again changes nothing', async () => {
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

  it('acting as somebody else reads everything anew', async () => {
    await at.page.getByRole('button', { name: /^Acting as Ada/ }).click();
    await at.page.getByRole('menuitemradio', { name: /Grace Hopper/ }).click();
    await at.page.getByText('Only visible to you').waitFor({ state: 'detached' });
    await at.composer.fill('hello');
    await at.composer.press('Enter');
    expect(await at.server.take('send')).toMatchObject({ user: ids.viewer });
  });

  it('the panel shows an incident here, changes, resolves and starts one', async () => {
    const panel = at.page.getByRole('complementary', { name: 'Incident Manager' });
    const first = panel.getByRole('listitem').filter({ hasText: 'Checkout latency' });
    await first.getByRole('button', { name: 'Show here' }).click();
    expect(await at.server.take('send')).toMatchObject({ channel: ids.incidents, text: `/incident ${arn}` });
    await first.getByRole('button', { name: 'Acknowledge for Ben Okafor' }).click();
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
