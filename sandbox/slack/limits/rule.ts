import { isObject, type JsonObject } from '../json-value.ts';

/** The surface that shows the blocks. */
export type Surface = 'message' | 'modal' | 'home' | 'unfurl';

/** One violation that Slack would refuse. */
export interface Complaint {
  code: string;
  /** Slack's words, without the pointer. */
  message: string;
  /** JSON pointer into the payload, for example `/blocks/0/text/text`. */
  pointer: string;
}

/** State of a validation as it walks a payload. */
export interface Check {
  surface: Surface;
  complain(pointer: string, message: string, code?: string): void;
  complaints: Complaint[];
}

/** Validates one value; `at` is its JSON pointer. */
export type Rule = (value: unknown, at: string, check: Check) => void;

export function createCheck(surface: Surface): Check {
  const complaints: Complaint[] = [];
  return {
    surface,
    complaints,
    complain: (pointer, message, code = 'invalid_value') => complaints.push({ code, message, pointer }),
  };
}

interface StringLimits {
  max?: number;
  /** Default 1: Slack refuses empty text. */
  min?: number;
  oneOf?: readonly string[];
  pattern?: RegExp;
}

/** A string within limits. Lengths are in UTF-16 units, the stricter count. */
export function string({ max = Number.POSITIVE_INFINITY, min = 1, oneOf, pattern }: StringLimits = {}): Rule {
  return (value, at, check) => {
    if (typeof value !== 'string') check.complain(at, 'must be a string', 'invalid_type');
    else if (value.length < min) check.complain(at, `must be more than ${min - 1} characters`, 'too_short');
    else if (value.length > max) check.complain(at, `must be less than ${max + 1} characters`, 'too_long');
    else if (oneOf && !oneOf.includes(value)) check.complain(at, `must be a valid enum value: ${oneOf.join(', ')}`);
    else if (pattern && !pattern.test(value)) check.complain(at, 'does not match the expected pattern');
  };
}

export const boolean: Rule = (value, at, check) => {
  if (typeof value !== 'boolean') check.complain(at, 'must be a boolean', 'invalid_type');
};

/** An integer within limits, both inclusive. */
export function integer(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Rule {
  return (value, at, check) => {
    if (!Number.isInteger(value)) check.complain(at, 'must be an integer', 'invalid_type');
    else if (Number(value) < min || Number(value) > max) check.complain(at, `must be between ${min} and ${max}`);
  };
}

/** A list whose items all follow one rule. */
export function list(rule: Rule, min: number, max: number): Rule {
  return (value, at, check) => {
    if (!Array.isArray(value)) return check.complain(at, 'must be an array', 'invalid_type');
    if (value.length < min) check.complain(at, `no fewer than ${min} items allowed`, 'too_few_items');
    if (value.length > max) check.complain(at, `no more than ${max} items allowed`, 'too_many_items');
    for (const [index, member] of value.entries()) rule(member, `${at}/${index}`, check);
  };
}

type Fields = Record<string, Rule>;
type Extra = (value: JsonObject, at: string, check: Check) => void;

/** An object with these fields and no others. `extra` validates combinations of fields. */
export function object(required: Fields, optional: Fields = {}, extra?: Extra): Rule {
  return (value, at, check) => {
    if (!isObject(value)) return check.complain(at, 'must be an object', 'invalid_type');
    for (const [key, rule] of Object.entries(required)) {
      if (value[key] === undefined) check.complain(at, `missing required field: ${key}`, 'missing_field');
      else rule(value[key], `${at}/${key}`, check);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key in required || inner === undefined) continue;
      const rule = optional[key];
      if (rule === undefined) check.complain(at, `invalid additional property: ${key}`, 'unknown_field');
      else rule(inner, `${at}/${key}`, check);
    }
    extra?.(value, at, check);
  };
}

/** An object discriminated by its `type`. */
export function byType(rules: Record<string, Rule>): Rule {
  return (value, at, check) => {
    if (!isObject(value)) return check.complain(at, 'must be an object', 'invalid_type');
    const type = value.type;
    if (typeof type !== 'string') return check.complain(at, 'missing required field: type', 'missing_field');
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (rule === undefined) check.complain(`${at}/type`, `unsupported type: ${type}`, 'unsupported_type');
    else rule(value, at, check);
  };
}

/** The named entries of a table of rules. */
export const only = (rules: Record<string, Rule>, keys: readonly string[]): Record<string, Rule> =>
  Object.fromEntries(Object.entries(rules).filter(([key]) => keys.includes(key)));

/** Exactly one (with `atLeast`, at least one) of the fields must be present. */
export function needsOneOf(keys: readonly string[], atLeast = false): Extra {
  return (value, at, check) => {
    const there = keys.filter((key) => value[key] !== undefined).length;
    if (there === 0) check.complain(at, `missing required field: ${keys.join(' or ')}`, 'missing_field');
    else if (there > 1 && !atLeast) check.complain(at, `only one of ${keys.join(', ')} allowed`);
  };
}

/** Any value: Slack has not documented the rules. */
export const anything: Rule = () => {};
