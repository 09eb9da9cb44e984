/** Minimal blocks and elements, parameterized by the length or number that a limit is about. */
export const x = (length: number) => 'x'.repeat(length);
export const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
export const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
export const option = (value = 'v', text = 5) => ({ text: plain(text), value });
export const options = (count: number) => Array.from({ length: count }, (_, index) => option(`v${index}`));
export const button = (more: object = {}) => ({ type: 'button', text: plain(5), ...more });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const section = (more: object) => ({ type: 'section', ...more });
export const image = { type: 'image', alt_text: 'a', image_url: 'https://example.com/a.png' };
export const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(5), element, ...more });
export const row = (cells: number) => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'c' }));
export const rows = (count: number, cells = 2) => Array.from({ length: count }, () => row(cells));
export const card = (more: object = {}) => ({ type: 'card', title: mrkdwn(5), ...more });
export const container = (more: object = {}) => ({
  type: 'container',
  title: plain(5),
  child_blocks: [{ type: 'divider' }],
  ...more,
});
export const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
export const many = (count: number, block: object = { type: 'divider' }) => Array.from({ length: count }, () => block);
export const distinct = (count: number) =>
  Array.from({ length: count }, (_, index) => button({ action_id: `a${index}` }));
