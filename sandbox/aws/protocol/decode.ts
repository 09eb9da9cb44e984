import type { GetIncidentRecordInput$ } from '@aws-sdk/client-ssm-incidents';
import { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError, validationError } from '../service-error.ts';
import { type Constraint, type Constraints, violations } from './constraint.ts';

/** A structure as AWS's clients export their schemas. */
export type StructureSchema = typeof GetIncidentRecordInput$;

/**
 * Reads an operation's input from JSON: checks types, required members and constraints, drops members that the schema
 * does not have, and converts times to `Date`. `null` counts as absent.
 * @throws ServiceError ValidationException with all violations; SerializationException for a wrong type
 */
export function decode(schema: StructureSchema, value: unknown, constraints: Constraints): Record<string, unknown> {
  const found: string[] = [];

  function member(schema: NormalizedSchema, value: unknown, path: string, constraint: Constraint | undefined): unknown {
    if (constraint !== undefined) found.push(...violations(constraint, value, path));
    if (schema.isStructSchema()) return structure(schema, value, path);
    if (schema.isListSchema()) {
      if (!Array.isArray(value)) throw wrongType(path, 'a list');
      const element = schema.getValueSchema();
      return value.map((item, index) => checked(element, item, `${path}.${index + 1}.member`, constraint?.each));
    }
    if (schema.isMapSchema()) {
      const element = schema.getValueSchema();
      const entries = Object.entries(objectAt(value, path)).map(([key, item]) => {
        if (constraint?.keys !== undefined) found.push(...violations(constraint.keys, key, path));
        return [key, checked(element, item, `${path}.${key}.member`, constraint?.each)];
      });
      return Object.fromEntries(entries);
    }
    return value;
  }

  function checked(schema: NormalizedSchema, value: unknown, path: string, constraint: Constraint | undefined) {
    return member(schema, scalar(schema, value, path), path, constraint);
  }

  function structure(schema: NormalizedSchema, value: unknown, path: string): Record<string, unknown> {
    const source = objectAt(value, path);
    const result: Record<string, unknown> = {};
    const required = requiredMembers(schema);
    for (const [name, memberSchema] of schema.structIterator()) {
      const at = path === '' ? name : `${path}.${name}`;
      const given = source[name];
      if (given !== undefined && given !== null) {
        result[name] = checked(memberSchema, given, at, constraints[schema.getName() ?? '']?.[name]);
      } else if (required.has(name)) {
        found.push(`Value at '${at}' failed to satisfy constraint: Member must not be null`);
      }
    }
    if (schema.isUnionSchema() && Object.keys(result).length !== 1) {
      found.push(`Value at '${path}' failed to satisfy constraint: Member must have exactly one member set`);
    }
    return result;
  }

  const result = structure(NormalizedSchema.of(schema), value, '');
  if (found.length > 0) {
    const errors = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
    throw validationError(`${errors} detected: ${found.join('; ')}`);
  }
  return result;
}

/** The first members of a structure are the required ones; the schema has their number. */
function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const raw = schema.getSchema();
  if (!Array.isArray(raw) || raw[0] !== 3) return new Set();
  const [, , , , names, , count = 0] = raw as StructureSchema;
  return new Set(names.slice(0, count));
}

function scalar(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isTimestampSchema()) {
    const time = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
    if (Number.isNaN(time.getTime())) throw wrongType(path, 'a timestamp');
    return time;
  }
  if (schema.isStringSchema() && typeof value !== 'string') throw wrongType(path, 'a string');
  if (schema.isNumericSchema() && !Number.isInteger(value)) throw wrongType(path, 'an integer');
  if (schema.isBooleanSchema() && typeof value !== 'boolean') throw wrongType(path, 'a boolean');
  return value;
}

function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object');
  return value as Record<string, unknown>;
}

const wrongType = (path: string, expected: string) =>
  new ServiceError('SerializationException', 400, `Expected ${expected} at '${path}'`);
