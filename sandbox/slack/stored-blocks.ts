import { isObject, type JsonObject, listOf } from './json-value.ts';

const withoutActionId = new Set(['image', 'plain_text', 'mrkdwn']);

/**
 * Blocks as Slack returns them: missing `block_id` and `action_id` filled in, defaults of text objects set.
 * @param newId generates a short id
 */
export function storedBlocks(blocks: unknown[], newId: () => string): JsonObject[] {
  return blocks.filter(isObject).map((block) => storedBlock(block, newId));
}

function storedBlock(block: JsonObject, newId: () => string): JsonObject {
  const stored = withTextDefaults({ ...block, block_id: block.block_id ?? newId() });
  const element = (value: unknown) =>
    isObject(value) && typeof value.type === 'string' && !withoutActionId.has(value.type)
      ? { ...value, action_id: value.action_id ?? newId() }
      : value;
  if (block.type === 'actions' || block.type === 'context_actions')
    stored.elements = listOf(stored.elements).map(element);
  if (Array.isArray(stored.actions)) stored.actions = stored.actions.map(element);
  if (stored.accessory !== undefined) stored.accessory = element(stored.accessory);
  if (block.type === 'input') stored.element = element(stored.element);
  if (Array.isArray(block.child_blocks)) stored.child_blocks = storedBlocks(block.child_blocks, newId);
  if (block.type === 'carousel') stored.elements = storedBlocks(listOf(block.elements), newId);
  return stored;
}

function withTextDefaults(value: JsonObject): JsonObject {
  const filled: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) filled[key] = fill(inner);
  if (value.type === 'plain_text') return { emoji: true, ...filled };
  if (value.type === 'mrkdwn') return { verbatim: false, ...filled };
  return filled;
}

function fill(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fill);
  return isObject(value) ? withTextDefaults(value) : value;
}

/** Every interactive element of some blocks, with its block. */
export function elementsOf(blocks: readonly JsonObject[]): { block: JsonObject; element: JsonObject }[] {
  return blocks.flatMap((block) => {
    const own = [
      block.accessory,
      block.element,
      ...listOf(block.type === 'carousel' ? [] : block.elements),
      ...listOf(block.actions),
    ];
    const nested = [...listOf(block.child_blocks), ...listOf(block.type === 'carousel' ? block.elements : [])];
    return [
      ...own
        .filter(isObject)
        .filter((element) => element.action_id !== undefined)
        .map((element) => ({ block, element })),
      ...elementsOf(nested.filter(isObject)),
    ];
  });
}
