import { anything, boolean, byType, list, needsOneOf, object, type Rule, string } from './rule.ts';

const type = string();

const plainFields = (max: number) => object({ type, text: string({ max }) }, { emoji: boolean });
const mrkdwnFields = (max: number) => object({ type, text: string({ max }) }, { verbatim: boolean });

/** @see https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export const plainText = (max: number): Rule => byType({ plain_text: plainFields(max) });
export const mrkdwn = (max: number): Rule => byType({ mrkdwn: mrkdwnFields(max) });
export const text = (max: number): Rule => byType({ plain_text: plainFields(max), mrkdwn: mrkdwnFields(max) });

export const rawText: Rule = object({ type, text: string() });
export const rawNumber: Rule = object({ type, text: string(), value: anything });

const slackFile = object({}, { id: string(), url: string() }, needsOneOf(['id', 'url']));
const imageSource = { image_url: string({ max: 3000, pattern: /^https?:\/\// }), slack_file: slackFile };

/** @see https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export const imageElement: Rule = object(
  { type, alt_text: string({ max: 2000 }) },
  imageSource,
  needsOneOf(['image_url', 'slack_file']),
);

/** @see https://docs.slack.dev/reference/block-kit/blocks/image-block */
export const imageBlock = (blockId: Rule): Rule =>
  object(
    { type, alt_text: string({ max: 2000 }) },
    { ...imageSource, title: plainText(2000), block_id: blockId },
    needsOneOf(['image_url', 'slack_file']),
  );

/** @see https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const confirm: Rule = object(
  { text: text(300) },
  {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: string({ oneOf: ['primary', 'danger'] }),
  },
);

function option(optionText: Rule, withUrl: boolean): Rule {
  const optional: Record<string, Rule> = { description: optionText };
  if (withUrl) optional.url = string({ max: 3000 });
  return object({ text: optionText, value: string({ max: 150 }) }, optional);
}

/** @see https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const plainOption = option(plainText(75), false);
export const markedOption = option(text(75), false);
export const overflowOption = option(plainText(75), true);

export const optionGroup: Rule = object({ label: plainText(75), options: list(plainOption, 1, 100) });

const style = object({}, { bold: boolean, code: boolean, italic: boolean, strike: boolean, underline: boolean });
const inline = (required: Record<string, Rule>, optional: Record<string, Rule> = {}) =>
  object({ type, ...required }, { style, ...optional });

const inlineElement = byType({
  broadcast: inline({ range: string({ oneOf: ['here', 'channel', 'everyone'] }) }),
  channel: inline({ channel_id: string() }),
  color: inline({ value: string() }),
  date: inline({ timestamp: anything, format: string() }, { url: string(), fallback: string() }),
  emoji: inline({ name: string() }, { unicode: string(), url: string(), skin_tone: anything }),
  link: inline({ url: string({ max: 3000 }) }, { text: string(), unsafe: boolean }),
  team: inline({ team_id: string() }),
  text: inline({ text: string() }),
  user: inline({ user_id: string() }),
  usergroup: inline({ usergroup_id: string() }),
});

const inlines = list(inlineElement, 0, Number.POSITIVE_INFINITY);
const section = object({ type, elements: inlines });
const border = { border: anything };

/** @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export const richText = (blockId: Rule): Rule =>
  object(
    {
      type,
      elements: list(
        byType({
          rich_text_section: section,
          rich_text_list: object(
            {
              type,
              style: string({ oneOf: ['bullet', 'ordered'] }),
              elements: list(byType({ rich_text_section: section }), 1, Number.POSITIVE_INFINITY),
            },
            { indent: anything, offset: anything, ...border },
          ),
          rich_text_quote: object({ type, elements: inlines }, border),
          rich_text_preformatted: object({ type, elements: inlines }, { ...border, language: string() }),
        }),
        0,
        Number.POSITIVE_INFINITY,
      ),
    },
    { block_id: blockId },
  );
