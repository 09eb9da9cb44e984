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
    // Slack fills it.
    case 'conversations_select':
      break;
    case 'radio_buttons':
      checkOptions(objects(element.options), 10, fail);
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

/**
 * What is live in a message or view and must not be: mentions, and links that lead anywhere but to the given hosts, unless
 * they are https and what reads as the link names the host they lead to, and no other.
 */
export function liveThings(content: object, ownHosts: readonly string[]): string[] {
  return [
    ...liveMentions(content),
    ...foreignLinks(content, ownHosts).flatMap(({ url, label }) => (isHonest(url, label) ? [] : [`<${url}|${label}>`])),
  ];
}

interface ShownLink {
  url: string;
  /** What reads as the link. */
  label: string;
}

/** Every link that leads anywhere but to the given hosts. */
export function foreignLinks(content: object, ownHosts: readonly string[]): ShownLink[] {
  const own = ({ url }: ShownLink) =>
    URL.canParse(url) && ownHosts.some((host) => `.${new URL(url).hostname}`.endsWith(`.${host}`));
  const found: ShownLink[] = [];
  visitAll(content, (value) => {
    if (value.type === 'mrkdwn') found.push(...linksIn(String(value.text)));
    if (typeof value.url === 'string') {
      const { text } = value;
      found.push({ url: value.url, label: String(isObject(text) ? text.text : text) });
    }
  });
  if ('text' in content && typeof content.text === 'string') found.push(...linksIn(content.text));
  return found.filter((link) => !own(link));
}

const hostName = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?/gu;

/** Whether a link is https, and what reads as the link names the host that it leads to and no other. */
export function isHonest(url: string, label: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, href } = new URL(url);
  if (protocol !== 'https:' || !label.includes(host)) return false;
  // An address may name others behind its own host.
  const rest = href.startsWith(`https://${label.replace(/^https:\/\/|…$/g, '')}`) ? host : label;
  return (rest.normalize('NFKC').match(hostName) ?? [host]).every((name) => name === host);
}

function liveMentions(content: object): string[] {
  const found: string[] = [];
  visitAll(content, (value) => {
    if (value.type === 'mrkdwn') found.push(...marksIn(String(value.text)));
    if (['broadcast', 'user', 'usergroup', 'channel', 'team', 'emoji'].includes(String(value.type)))
      found.push(String(value.type));
  });
  if ('text' in content && typeof content.text === 'string') found.push(...marksIn(content.text));
  return found;
}

function visitAll(value: unknown, visit: (value: Json) => void): void {
  if (Array.isArray(value)) for (const each of value) visitAll(each, visit);
  if (!isObject(value)) return;
  visit(value);
  for (const each of Object.values(value)) visitAll(each, visit);
}

const mark = /<([^>]*)>?/g;
const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function linksIn(mrkdwn: string): ShownLink[] {
  return [...mrkdwn.matchAll(mark)].flatMap(([, inside = '']) => {
    const [url = '', label = url] = inside.split('|').map(unescaped);
    return /^[a-z][a-z0-9+.-]*:/i.test(url) ? [{ url, label }] : [];
  });
}

/** Marks of mrkdwn that are neither a link nor a time. */
function marksIn(mrkdwn: string): string[] {
  const found = [...mrkdwn.matchAll(mark)].flatMap(([, inside = '']) => {
    const date = /^!date\^\d+\^[^^|<>]+\|[^|<>]+$/.test(inside);
    return date || /^[a-z][a-z0-9+.-]*:/i.test(inside) ? [] : [`<${inside}>`];
  });
  // A mark that was opened or closed by nobody.
  if (mrkdwn.replace(/<[^<>]*>/g, '').match(/[<>]/)) found.push('stray bracket');
  return found;
}
