/** A JSON object of unknown content. Its fields are read by `field` alone, which never sees an inherited one. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value holds under a path of names or indexes; `undefined` where there is no such thing. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as JsonObject)[name];
  }
  return current;
}

/** The text under a path of names, cut at `limit`; `undefined` where there is none, or an empty one. */
export function textField(value: unknown, path: readonly string[], limit = 300): string | undefined {
  const found = field(value, ...path);
  return typeof found === 'string' && found !== '' ? found.slice(0, limit).toWellFormed() : undefined;
}

/** Parses JSON text; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
