/** A member's constraint: `min` and `max` apply to a text's length, a list's or map's size, or a number's value. */
export interface Constraint {
  min?: number;
  max?: number;
  pattern?: RegExp;
  /** All allowed values. */
  oneOf?: readonly string[];
  /** Constraint on each item of a list, or each value of a map. */
  each?: Constraint;
  /** Constraint on each key of a map. */
  keys?: Constraint;
}

/** Constraints by structure name, then by member. */
export type Constraints = Readonly<Record<string, Readonly<Record<string, Constraint>>>>;

/**
 * The violations of a constraint by a value, in the words of AWS's services. Lengths of texts are counted in code
 * points.
 * @see https://smithy.io/2.0/spec/constraint-traits.html#length-trait
 */
export function violations(constraint: Constraint, value: unknown, path: string): string[] {
  const failed = (must: string) => `Value at '${path}' failed to satisfy constraint: Member must ${must}`;
  const size = sizeOf(value);
  const what = typeof value === 'number' ? 'value' : 'length';
  const found: string[] = [];
  if (constraint.max !== undefined && size > constraint.max) {
    found.push(failed(`have ${what} less than or equal to ${constraint.max}`));
  }
  if (constraint.min !== undefined && size < constraint.min) {
    found.push(failed(`have ${what} greater than or equal to ${constraint.min}`));
  }
  if (constraint.pattern !== undefined && !constraint.pattern.test(String(value))) {
    found.push(failed(`satisfy regular expression pattern: ${constraint.pattern.source}`));
  }
  if (constraint.oneOf !== undefined && !constraint.oneOf.includes(String(value))) {
    found.push(failed(`satisfy enum value set: [${constraint.oneOf.join(', ')}]`));
  }
  return found;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return [...value].length;
  return Object.keys(value as object).length;
}
