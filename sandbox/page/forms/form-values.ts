import { allBlocks, elementsOf } from './block-elements.ts';
import { type ElementValue, type FormValues, holdsValue, initialValue } from './element-value.ts';

/** The values of all inputs in the blocks: the user's input, or the initial values. */
export function formValues(blocks: readonly unknown[], touched: FormValues): FormValues {
  const values: Record<string, Record<string, ElementValue>> = {};
  for (const { id, block } of allBlocks(blocks)) {
    for (const element of elementsOf(block).filter(holdsValue)) {
      const actionId = element.action_id ?? '';
      values[id] ??= {};
      values[id][actionId] = touched[id]?.[actionId] ?? initialValue(element);
    }
  }
  return values;
}
