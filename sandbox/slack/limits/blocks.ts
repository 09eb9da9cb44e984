import { isObject, type JsonObject, listOf, objectOf } from '../json-value.ts';
import { elementPlaces, elementRules, elementSurfaces } from './elements.ts';
import { boolean, byType, type Check, integer, list, needsOneOf, object, only, type Rule, string } from './rule.ts';
import { imageBlock, imageElement, mrkdwn, plainText, rawNumber, rawText, richText, text } from './texts.ts';

const type = string();
const blockId = string({ max: 255, min: 0 });
const id = { block_id: blockId };

/** An element that both its block and the surface accept. */
function element(place: keyof typeof elementPlaces): Rule {
  const rule = byType(only(elementRules, elementPlaces[place]));
  return (value, at, check) => {
    const kind = String(objectOf(value).type);
    // An unfurl is part of a message.
    const surface = check.surface === 'unfurl' ? 'message' : check.surface;
    const allowed = elementSurfaces[kind];
    if (allowed && !allowed.includes(surface))
      check.complain(`${at}/type`, `unsupported type: ${kind}`, 'unsupported_type');
    rule(value, at, check);
  };
}

const button = byType(only(elementRules, ['button']));
const image = byType({ image: imageElement });
const inlineRichText = byType({ rich_text: richText(blockId) });

const card: Rule = object(
  { type },
  {
    ...id,
    hero_image: image,
    icon: image,
    slack_icon: (value, at, check) => !isObject(value) && check.complain(at, 'must be an object'),
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    subtext: mrkdwn(200),
    actions: list(button, 1, 3),
  },
  needsOneOf(['hero_image', 'title', 'actions', 'body'], true),
);

const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText(blockId) });

function equalColumns(value: JsonObject, at: string, check: Check): void {
  const rows = listOf(value.rows);
  const columns = listOf(rows[0]).length;
  if (rows.some((row) => listOf(row).length !== columns))
    check.complain(`${at}/rows`, 'all rows must have the same number of columns', 'uneven_rows');
  for (const [index, headerCell] of listOf(rows[0]).entries())
    if (objectOf(headerCell).type === 'rich_text')
      check.complain(`${at}/rows/0/${index}/type`, 'unsupported type: rich_text', 'unsupported_type');
}

const taskCard: Rule = object(
  {
    type,
    task_id: string(),
    title: string(),
    status: string({ oneOf: ['pending', 'in_progress', 'complete', 'error'] }),
  },
  {
    ...id,
    details: inlineRichText,
    output: inlineRichText,
    sources: list(object({ type, url: string(), text: string() }), 0, 100),
  },
);

/** Every block by its type. @see https://docs.slack.dev/reference/block-kit/blocks */
export const blockRules: Record<string, Rule> = {
  section: object(
    { type },
    { ...id, text: text(3000), fields: list(text(2000), 1, 10), accessory: element('section'), expand: boolean },
    needsOneOf(['text', 'fields'], true),
  ),
  header: object({ type, text: plainText(150) }, { ...id, level: integer(1, 4) }),
  context: object(
    { type, elements: list(byType({ image: imageElement, plain_text: text(3000), mrkdwn: text(3000) }), 1, 10) },
    id,
  ),
  actions: object({ type, elements: list(element('actions'), 1, 25) }, id),
  context_actions: object({ type, elements: list(element('context_actions'), 1, 5) }, id),
  divider: object({ type }, id),
  image: imageBlock(blockId),
  rich_text: richText(blockId),
  markdown: object({ type, text: string({ max: 12_000 }) }, id),
  input: object(
    { type, label: plainText(2000), element: element('input') },
    { ...id, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  ),
  video: object(
    { type, video_url: string(), thumbnail_url: string(), alt_text: string({ max: 200 }), title: plainText(200) },
    {
      ...id,
      title_url: string({ pattern: /^https:/ }),
      author_name: string({ max: 49 }),
      provider_name: string(),
      provider_icon_url: string(),
      description: plainText(200),
    },
  ),
  table: object(
    { type, rows: list(list(cell, 1, 20), 1, 100) },
    {
      ...id,
      column_settings: list(
        (value, at, check) =>
          value !== null &&
          object({}, { align: string({ oneOf: ['left', 'center', 'right'] }), is_wrapped: boolean })(value, at, check),
        1,
        20,
      ),
    },
  ),
  // Sources differ on the number of rows (101 or 201): the stricter one applies.
  data_table: object(
    { type, caption: string(), rows: list(list(cell, 1, 20), 1, 101) },
    { ...id, page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
    equalColumns,
  ),
  // Its other fields are not documented, so they are not validated.
  data_visualization: (value, at, check) => {
    const { title } = objectOf(value);
    if (title !== undefined) string({ max: 50 })(isObject(title) ? title.text : title, `${at}/title`, check);
  },
  card,
  carousel: object({ type, elements: list(byType({ card }), 1, 10) }, id),
  alert: object(
    { type, text: text(200) },
    { ...id, level: string({ oneOf: ['default', 'info', 'warning', 'error', 'success'] }) },
  ),
  task_card: taskCard,
  plan: object({ type, title: string() }, { ...id, tasks: list(byType({ task_card: taskCard }), 0, 100) }),
};

const containable = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
];

blockRules.container = object(
  { type, child_blocks: list(byType(only(blockRules, containable)), 1, 10) },
  {
    ...id,
    title: plainText(150),
    rich_text_title: inlineRichText,
    subtitle: text(150),
    width: string({ oneOf: ['narrow', 'standard', 'wide', 'full'] }),
    icon: image,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  (value, at, check) => {
    needsOneOf(['title', 'rich_text_title'], true)(value, at, check);
    if (value.default_collapsed === true && value.is_collapsible !== true)
      check.complain(`${at}/default_collapsed`, 'requires is_collapsible');
  },
);
