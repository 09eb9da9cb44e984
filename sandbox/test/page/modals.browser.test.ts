import { describe, expect, test } from 'vitest';
import { ids } from './fixture-state.ts';
import { editModal } from './fixture-views.ts';
import { openedPage } from './opened-page.ts';

const at = openedPage();

const openEdit = async () => {
  await at.channel.getByRole('button', { name: 'Edit', exact: true }).click();
  return at.page.getByRole('dialog', { name: 'Edit incident' });
};

describe('modals', () => {
  test('a modal focuses its first field, closes on Escape, and restores the focus', async () => {
    const dialog = await openEdit();
    await dialog.waitFor();
    expect(await at.hasFocus(dialog.getByLabel('Title'))).toBe(true);
    await at.page.keyboard.press('Escape');
    expect(await at.server.take('view/close')).toMatchObject({ view_id: 'V0EDIT0001' });
    await dialog.waitFor({ state: 'detached' });
    const back = at.channel.getByRole('button', { name: 'Edit', exact: true });
    expect(await at.hasFocus(back)).toBe(true);
  });

  test('a modal that the server no longer has can be closed', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/close', { ok: false, error: 'view_not_found' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  test('a modal with an empty required field is not submitted', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    expect(at.server.calls.some(({ path }) => path === 'view/submit')).toBe(false);
  });

  test('an error of the app is shown beside its field, and the input stays', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/submit', { ok: false, errors: { title: 'Someone else changed it in the meantime.' } });
    await dialog.getByLabel('Title').fill('New title');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Someone else changed it in the meantime.').waitFor();
    expect(await dialog.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Title').inputValue()).toBe('New title');
  });

  test('an error about the whole modal is shown in the modal', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/submit', { ok: false, error: 'http_timeout' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('http_timeout').waitFor();
  });

  test('all values are submitted, changed or not', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Summary').fill('**Better** now');
    await dialog.getByRole('combobox', { name: 'Tell' }).fill('gra');
    await at.page.keyboard.press('Enter');
    await dialog.getByText('Rolled back').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const { values } = await at.server.take('view/submit');
    expect(values).toMatchObject({
      title: { value: { type: 'plain_text_input', value: 'Checkout latency' } },
      impact: { value: { type: 'static_select', selected_option: { value: '2' } } },
      summary: { value: { value: '**Better** now' } },
      people: { value: { selected_users: [ids.viewer] } },
      steps: { value: { selected_options: [{ value: 'a' }] } },
      link: { value: { value: null } },
    });
    await dialog.waitFor({ state: 'detached' });
  });

  test('a modal on top hides the one below, which keeps its input', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('Half written');
    const top = { ...editModal, id: 'V0TOP00001', title: { text: 'Loading' }, submit: undefined, blocks: [] };
    at.server.push({ type: 'views', views: [editModal, top] });
    await at.page.getByRole('dialog', { name: 'Loading' }).waitFor();
    at.server.push({ type: 'views', views: [editModal] });
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half written');
  });
});
