import { describe, expect, it } from 'vitest';
import { ids } from './fixture-state.ts';
import { editModal } from './fixture-views.ts';
import { openedPage } from './opened-page.ts';

const at = openedPage();

const openEdit = async () => {
  await at.channel.getByRole('button', { name: 'Edit', exact: true }).click();
  return at.page.getByRole('dialog', { name: 'Edit incident' });
};

describe('modals', () => {
  it('the first field has the focus, Escape closes, and the focus goes back', async () => {
    const dialog = await openEdit();
    await dialog.waitFor();
    expect(await at.hasFocus(dialog.getByLabel('Title'))).toBe(true);
    await at.page.keyboard.press('Escape');
    expect(await at.server.take('view/close')).toMatchObject({ view_id: 'V0EDIT0001' });
    await dialog.waitFor({ state: 'detached' });
    const back = at.channel.getByRole('button', { name: 'Edit', exact: true });
    expect(await at.hasFocus(back)).toBe(true);
  });

  it('one that the server knows no more of closes all the same', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/close', { ok: false, error: 'view_not_found' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('a required field that is empty is not sent', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    expect(at.server.calls.some(({ path }) => path === 'view/submit')).toBe(false);
  });

  it('what the app refuses shows beside its field, and what was typed stays', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/submit', { ok: false, errors: { title: 'Somebody changed it meanwhile.' } });
    await dialog.getByLabel('Title').fill('New title');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody changed it meanwhile.').waitFor();
    expect(await dialog.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Title').inputValue()).toBe('New title');
  });

  it('what the app refuses as a whole is said in the modal', async () => {
    const dialog = await openEdit();
    at.server.answers.set('view/submit', { ok: false, error: 'http_timeout' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('http_timeout').waitFor();
  });

  it('all values are sent, touched or not', async () => {
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

  it('a modal on top hides the one below, which keeps what was typed', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('Half written');
    const top = { ...editModal, id: 'V0TOP00001', title: { text: 'Loading' }, submit: undefined, blocks: [] };
    at.server.push({ type: 'views', views: [editModal, top] });
    await at.page.getByRole('dialog', { name: 'Loading' }).waitFor();
    at.server.push({ type: 'views', views: [editModal] });
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half written');
  });
});
