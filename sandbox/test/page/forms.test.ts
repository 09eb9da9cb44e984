import { describe, expect, test } from 'vitest';
import { checkForm } from '../../page/forms/check-form.ts';
import { formValues } from '../../page/forms/form-values.ts';

const input = (element: object, more: object = {}) => [{ type: 'input', block_id: 'b', element, ...more }];
const option = { text: { type: 'plain_text', text: 'One' }, value: '1' };

describe('the values of a submitted view', () => {
  test.each([
    [{ type: 'plain_text_input', initial_value: 'x' }, { value: 'x' }],
    [{ type: 'plain_text_input' }, { value: null }],
    [{ type: 'static_select', initial_option: option }, { selected_option: option }],
    [{ type: 'multi_static_select' }, { selected_options: [] }],
    [{ type: 'checkboxes', initial_options: [option] }, { selected_options: [option] }],
    [{ type: 'users_select', initial_user: 'U1' }, { selected_user: 'U1' }],
    [{ type: 'multi_conversations_select' }, { selected_conversations: [] }],
    [{ type: 'datepicker', initial_date: '2026-11-23' }, { selected_date: '2026-11-23' }],
    [{ type: 'datetimepicker', initial_date_time: 1763870000 }, { selected_date_time: 1763870000 }],
  ])('the initial value of %j', (element, fields) => {
    const blocks = input({ ...element, action_id: 'a' });
    expect(formValues(blocks, {})).toEqual({ b: { a: { type: element.type, ...fields } } });
  });

  test('typed values are submitted, including those in containers and sections; buttons have no value', () => {
    const blocks = [
      { type: 'container', child_blocks: input({ type: 'plain_text_input', action_id: 'a' }) },
      { type: 'section', block_id: 's', accessory: { type: 'users_select', action_id: 'u' } },
      { type: 'actions', block_id: 'x', elements: [{ type: 'button', action_id: 'go' }] },
    ];
    const touched = { b: { a: { type: 'plain_text_input', value: 'typed' } } };
    expect(formValues(blocks, touched)).toEqual({
      b: { a: { type: 'plain_text_input', value: 'typed' } },
      s: { u: { type: 'users_select', selected_user: null } },
    });
  });
});

describe('client-side validation', () => {
  test.each([
    ['a required field that is empty', { type: 'plain_text_input' }, null, {}, true],
    ['an optional field that is empty', { type: 'plain_text_input' }, null, { optional: true }, false],
    ['a text that is too long', { type: 'plain_text_input', max_length: 3 }, 'four', {}, true],
    ['a text that is too short', { type: 'plain_text_input', min_length: 3 }, 'ab', {}, true],
    ['a URL without a scheme', { type: 'url_text_input' }, 'example.com', {}, true],
    ['a full URL', { type: 'url_text_input' }, 'https://example.com', {}, false],
    ['an invalid email', { type: 'email_text_input' }, 'ana', {}, true],
    ['an email', { type: 'email_text_input' }, 'ana@example.com', {}, false],
    ['a fraction where an integer is required', { type: 'number_input', is_decimal_allowed: false }, '1.5', {}, true],
    ['a number above the highest', { type: 'number_input', max_value: '5' }, '6', {}, true],
    ['a number within the range', { type: 'number_input', min_value: '1', max_value: '5' }, '5', {}, false],
  ])('client-side validation of %s', (_, element, value, more, refused) => {
    const blocks = input({ ...element, action_id: 'a' }, more);
    const errors = checkForm(blocks, { b: { a: { type: element.type, value } } });
    expect('b' in errors).toBe(refused);
  });
});
