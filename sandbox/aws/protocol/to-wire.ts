/**
 * A value as the JSON protocols write it: times as epoch seconds, and a union's unknown member (`$unknown: [name,
 * value]` in the AWS client) under its own name, so that tests can return members that no client has yet.
 */
export function toWire(value: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === '$unknown') {
      const [name, raw] = member as [string, unknown];
      fields[name] = raw;
    } else if (member !== undefined) {
      fields[key] = wireValue(member);
    }
  }
  return fields;
}

function wireValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wireValue);
  return typeof value === 'object' && value !== null ? toWire(value) : value;
}
