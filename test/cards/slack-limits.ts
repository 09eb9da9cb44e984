/**
 * Slack's limits, written down a second time from its reference (https://docs.slack.dev/reference/block-kit), so that
 * a wrong number in the app does not approve itself. Returns every fault found.
 */
type Json = Record<string, unknown>;
export type Surface = 'message' | 'modal' | 'home' | 'unfurl';

const allowed: Record<Surface, readonly string[]> = {
  message: ['header', 'section', 'context', 'actions', 'divider', 'image', 'rich_text', 'video', 'table', 'container'],
  modal: ['header', 'section', 'context', 'actions', 'divider', 'image', 'rich_text', 'video', 'input', 'alert'],
  home: ['header', 'section', 'context', 'actions', 'divider', 'image', 'rich_text', 'video', 'input'],
  unfurl: ['header', 'section', 'context', 'actions', 'divider', 'image'],
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const lengthOf = (value: unknown) => (typeof value === 'string' ? value.length : -1);

export function messageFaults(
  message: { text: string; blocks: readonly object[] },
  surface: 'message' | 'unfurl' = 'message',
): string[] {
  const faults = blocksFaults(message.blocks as Json[], surface, 50);
  if (message.text.length < 1 || message.text.length > 4000) faults.push(`text: ${message.text.length}`);
  if (/\n/.test(message.text)) faults.push('text: more than one line');
  const json = JSON.stringify(message);
  if (json.length > 10_000) faults.push(`message: ${json.length} characters of JSON`);
  return [...faults, ...encodingFaults(json)];
}

export function viewFaults(view: object): string[] {
  const json = view as Json;
  const surface = json.type === 'home' ? 'home' : 'modal';
  const faults = blocksFaults(objects(json.blocks), surface, 100);
  const check = (name: string, max: number) => {
    const value = json[name];
    if (value === undefined) return;
    const length = isObject(value) ? lengthOf(value.text) : lengthOf(value);
    if (length < 1 || length > max) faults.push(`view ${name}: ${length}`);
  };
  check('title', 24);
  check('submit', 24);
  check('close', 24);
  check('private_metadata', 3000);
  check('callback_id', 255);
  if (surface === 'modal' && !isObject(json.title)) faults.push('modal without title');
  if (
    objects(json.blocks).some((block) => block.type === 'input') &&
    json.submit === undefined &&
    surface === 'modal'
  ) {
    faults.push('inputs without submit');
  }
  const text = JSON.stringify(view);
  if (text.length > 250_000) faults.push(`view: ${text.length} characters of JSON`);
  return [...faults, ...encodingFaults(text)];
}

function encodingFaults(json: string): string[] {
  const faults: string[] = [];
  if (/\\ud[89a-f][0-9a-f]{2}/i.test(json)) faults.push('lone surrogate');
  if (/[\u202A-\u202E\u200B\uFEFF]/.test(json)) faults.push('hidden or overriding character');
  return faults;
}

export function blocksFaults(blocks: readonly Json[], surface: Surface, max: number): string[] {
  const faults: string[] = [];
  if (blocks.length < 1 || blocks.length > max) faults.push(`${blocks.length} blocks`);
  const ids = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const fail = (what: string) => faults.push(`block ${index} ${String(block.type)}: ${what}`);
    if (!allowed[surface].includes(String(block.type))) fail(`not allowed in ${surface}`);
    if (block.block_id !== undefined) {
      if (ids.has(block.block_id) || lengthOf(block.block_id) > 255) fail('block_id');
      ids.add(block.block_id);
    }
    checkBlock(block, fail);
  }
  return faults;
}

type Fail = (what: string) => void;

function checkBlock(block: Json, fail: Fail): void {
  switch (block.type) {
    case 'header':
      checkText(block.text, 150, fail, ['plain_text']);
      break;
    case 'section':
      checkText(block.text, 3000, fail);
      if (isObject(block.accessory)) checkElement(block.accessory, fail);
      if (objects(block.fields).length > 10) fail('fields');
      break;
    case 'context': {
      const elements = objects(block.elements);
      if (elements.length < 1 || elements.length > 10) fail(`${elements.length} elements`);
      for (const element of elements) checkText(element, 3000, fail);
      break;
    }
    case 'actions': {
      const elements = objects(block.elements);
      if (elements.length < 1 || elements.length > 25) fail(`${elements.length} elements`);
      const ids = elements.map((element) => element.action_id);
      if (new Set(ids).size !== ids.length) fail('action_id twice in one block');
      for (const element of elements) checkElement(element, fail);
      break;
    }
    case 'input': {
      checkText(block.label, 2000, fail, ['plain_text']);
      if (block.hint !== undefined) checkText(block.hint, 2000, fail, ['plain_text']);
      if (isObject(block.element)) checkElement(block.element, fail);
      else fail('no element');
      break;
    }
    case 'rich_text':
      checkRichText(objects(block.elements), fail);
      break;
    default:
  }
}

function checkText(value: unknown, max: number, fail: Fail, types = ['plain_text', 'mrkdwn']): void {
  if (!isObject(value) || !types.includes(String(value.type))) {
    fail('no text object');
    return;
  }
  const length = lengthOf(value.text);
  if (length < 1 || length > max) fail(`text of ${length}`);
  if (value.type === 'mrkdwn' && value.verbatim !== true) fail('mrkdwn without verbatim');
}

function checkElement(element: Json, fail: Fail): void {
  if (lengthOf(element.action_id) < 1 || lengthOf(element.action_id) > 255) fail('action_id');
  switch (element.type) {
    case 'button':
      checkText(element.text, 75, fail, ['plain_text']);
      if (element.value !== undefined && (lengthOf(element.value) < 1 || lengthOf(element.value) > 2000)) fail('value');
      if (element.url !== undefined && (lengthOf(element.url) < 1 || lengthOf(element.url) > 3000)) fail('url');
      if (element.accessibility_label !== undefined && lengthOf(element.accessibility_label) > 75) fail('label');
      if (isObject(element.confirm)) {
        checkText(element.confirm.title, 100, fail, ['plain_text']);
        checkText(element.confirm.text, 300, fail);
        checkText(element.confirm.confirm, 30, fail, ['plain_text']);
        checkText(element.confirm.deny, 30, fail, ['plain_text']);
      }
      break;
    case 'overflow':
      checkOptions(objects(element.options), 5, fail);
      break;
    case 'static_select':
      checkOptions(objects(element.options), 100, fail);
      break;
    case 'plain_text_input': {
      const max = Number(element.max_length ?? 3000);
      if (max < 1 || max > 3000) fail('max_length');
      if (element.initial_value !== undefined && lengthOf(element.initial_value) > max) fail('initial_value');
      if (isObject(element.placeholder)) checkText(element.placeholder, 150, fail, ['plain_text']);
      break;
    }
    default:
      fail(`unknown element ${String(element.type)}`);
  }
}

function checkOptions(options: Json[], max: number, fail: Fail): void {
  if (options.length < 1 || options.length > max) fail(`${options.length} options`);
  for (const option of options) {
    checkText(option.text, 75, fail, ['plain_text']);
    if (lengthOf(option.value) < 1 || lengthOf(option.value) > 150) fail('option value');
  }
}

function checkRichText(elements: Json[], fail: Fail): void {
  if (elements.length === 0) fail('no elements');
  for (const element of elements) {
    if (element.type === 'rich_text_list') {
      if (element.style !== 'bullet' && element.style !== 'ordered') fail('list style');
      checkRichText(objects(element.elements), fail);
    } else if (['rich_text_section', 'rich_text_quote', 'rich_text_preformatted'].includes(String(element.type))) {
      const parts = objects(element.elements);
      if (parts.length === 0) fail('empty rich text');
      for (const part of parts) if (part.type === 'text' && lengthOf(part.text) < 1) fail('empty rich text element');
    } else fail(`unknown rich text ${String(element.type)}`);
  }
}

/** Everything in a message or view that is live: mentions, links, other than those to the given hosts. */
export function liveThings(content: object, ownHosts: readonly string[]): string[] {
  const found: string[] = [];
  const own = (url: string) => URL.canParse(url) && ownHosts.some((host) => new URL(url).hostname.endsWith(host));
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    if (value.type === 'mrkdwn') found.push(...liveMarks(String(value.text), own));
    if (['broadcast', 'user', 'usergroup', 'channel', 'team', 'emoji'].includes(String(value.type)))
      found.push(String(value.type));
    if (typeof value.url === 'string' && !own(value.url)) found.push(value.url);
    Object.values(value).forEach(visit);
  };
  visit(content);
  if ('text' in content && typeof content.text === 'string') found.push(...liveMarks(content.text, own));
  return found;
}

function liveMarks(text: string, own: (url: string) => boolean): string[] {
  const found: string[] = [];
  for (const [, inside = ''] of text.matchAll(/<([^>]*)>?/g)) {
    const date = /^!date\^\d+\^[^^|<>]+\|[^|<>]+$/.test(inside);
    const url = inside.split('|')[0]?.replaceAll('&amp;', '&') ?? '';
    if (!date && !own(url)) found.push(`<${inside}>`);
  }
  // A mark that was opened or closed by nobody.
  if (text.replace(/<[^<>]*>/g, '').match(/[<>]/)) found.push('stray bracket');
  return found;
}
