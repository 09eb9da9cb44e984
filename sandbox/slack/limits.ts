import { isObject, type JsonObject, listOf, objectOf } from './json-value.ts';
import { blockRules } from './limits/blocks.ts';
import {
  boolean,
  byType,
  type Check,
  type Complaint,
  createCheck,
  list,
  object,
  only,
  type Rule,
  type Surface,
  string,
} from './limits/rule.ts';
import { blockSurfaces, maxBlocks } from './limits/surfaces.ts';
import { plainText } from './limits/texts.ts';
import { elementsOf } from './stored-blocks.ts';

export type { Complaint, Surface } from './limits/rule.ts';

/** Slack's undocumented limit on the text of all blocks of one message. It varies; this is its lower end. */
export const maxBlocksText = 12_000;

const blocksOf = (surface: Surface): Rule => {
  const allowed = Object.keys(blockSurfaces).filter((type) => blockSurfaces[type]?.includes(surface));
  return list(byType(only(blockRules, allowed)), 0, maxBlocks[surface]);
};

/**
 * Validates blocks as Slack does.
 * @param at JSON pointer of the blocks
 * @returns an empty list when Slack would accept them
 */
export function checkBlocks(blocks: unknown, surface: Surface, at = '/blocks'): Complaint[] {
  const check = createCheck(surface);
  blocksOf(surface)(blocks, at, check);
  checkTogether(blocks, at, check);
  return check.complaints;
}

/** Validates a modal or a Home tab. @see https://docs.slack.dev/reference/views */
export function checkView(view: unknown): Complaint[] {
  const type = objectOf(view).type;
  const surface = type === 'home' ? 'home' : 'modal';
  const check = createCheck(surface);
  const common = {
    private_metadata: string({ max: 3000, min: 0 }),
    callback_id: string({ max: 255, min: 0 }),
    external_id: string({ max: 255, min: 0 }),
  };
  const home = object({ type: string(), blocks: blocksOf('home') }, common);
  const modal = object(
    { type: string(), title: plainText(24), blocks: blocksOf('modal') },
    {
      ...common,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
    (value, at, inner) => {
      if (value.submit === undefined && listOf(value.blocks).some((block) => objectOf(block).type === 'input'))
        inner.complain(at, 'missing required field: submit', 'missing_field');
    },
  );
  byType({ home, modal })(view, '/view', check);
  checkTogether(objectOf(view).blocks, '/view/blocks', check);
  return check.complaints;
}

/** Rules across blocks: unique ids, one table per message, totals. */
function checkTogether(blocks: unknown, at: string, check: Check): void {
  const all = listOf(blocks).filter(isObject);
  const flat = all.flatMap((block) => [block, ...listOf(block.child_blocks).filter(isObject)]);
  const count = (...types: string[]) => flat.filter((block) => types.includes(String(block.type))).length;
  const repeated = (values: unknown[]) => values.find((value, index) => value && values.indexOf(value) !== index);

  const blockId = repeated(flat.map((block) => block.block_id));
  if (blockId !== undefined) check.complain(at, `duplicate block_id: ${blockId}`, 'duplicate_block_id');
  for (const [index, block] of all.entries()) {
    const actionId = repeated(ownElements(block).map((element) => element.action_id));
    if (actionId === undefined) continue;
    check.complain(`${at}/${index}`, `action_id ${actionId} already exists in this block`, 'duplicate_action_id');
  }
  if (elementsOf(all).filter(({ element }) => element.focus_on_load === true).length > 1)
    check.complain(at, 'only one element may have focus_on_load');
  if (count('table', 'data_table') > 1) check.complain(at, 'only_one_table_allowed', 'only_one_table_allowed');
  if (count('data_visualization') > 2) check.complain(at, 'no more than 2 data_visualization blocks allowed');
  const lengthOf = (type: string) =>
    flat.filter((block) => block.type === type).reduce((sum, b) => sum + textLength(b), 0);
  if (lengthOf('markdown') > 12_000)
    check.complain(at, 'markdown text must be less than 12001 characters in all', 'too_long');
  for (const [index, block] of all.entries())
    if (block.type === 'data_table' && textLength(block) > 20_000)
      check.complain(`${at}/${index}`, 'text must be less than 20001 characters in all', 'too_long');
}

const ownElements = (block: JsonObject) =>
  elementsOf([{ ...block, child_blocks: undefined }]).map(({ element }) => element);

/** Number of characters of all texts inside blocks, as the limit on their sum counts them. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  );
}

/** A violation in the form of `response_metadata.messages`, without its level. */
export const complaintText = ({ message, pointer }: Complaint): string => `${message} [json-pointer:${pointer}]`;
