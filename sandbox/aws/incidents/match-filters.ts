import type { Filter } from '@aws-sdk/client-ssm-incidents';
import type { Checked } from '../protocol/operation.ts';
import { validationError } from '../service-error.ts';

/**
 * Values of one item by filter key. Times are compared, numbers and texts must be equal, lists must contain the value.
 */
type FilterValues = Readonly<Record<string, Date | number | string | readonly string[]>>;

/**
 * Whether an item passes all filters. Within one filter any of the values is enough.
 * @param valuesOf the item's value for every supported key
 * @throws ServiceError ValidationException for a key that does not support filtering, or a condition that does not fit
 * it
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Filter.html
 */
export function matchesFilters(filters: readonly Checked<Filter>[], valuesOf: FilterValues): boolean {
  // All filters are evaluated, so that an invalid one is refused whatever comes before it.
  return filters.map((filter) => matches(filter, valuesOf)).every(Boolean);
}

function matches({ key, condition }: Checked<Filter>, valuesOf: FilterValues): boolean {
  const value = valuesOf[key];
  if (value === undefined) {
    throw validationError(`Invalid filter key: ${key}. Valid keys: ${Object.keys(valuesOf).join(', ')}`);
  }
  if (value instanceof Date) {
    if (condition.before !== undefined) return value.getTime() < condition.before.getTime();
    if (condition.after !== undefined) return value.getTime() > condition.after.getTime();
  } else if (typeof value === 'number') {
    if (condition.equals?.integerValues !== undefined) return condition.equals.integerValues.includes(value);
  } else if (condition.equals?.stringValues !== undefined) {
    const wanted = condition.equals.stringValues;
    return [value].flat().some((text) => wanted.includes(text));
  }
  throw validationError(`Invalid condition for filter key: ${key}`);
}

/** Refuses invalid filters even when there is no item to match. */
export function checkFilters(filters: readonly Checked<Filter>[], example: FilterValues): void {
  matchesFilters(filters, example);
}
