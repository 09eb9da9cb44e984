/** The parameters of a request in the query protocol. */
export interface QueryForm {
  action: string;
  /** A text parameter. */
  get(name: string): string | undefined;
  /** A map: `Attributes.entry.1.key`, `Attributes.entry.1.value`, … by key. */
  map(name: string): Record<string, string>;
  /** A map of structures: `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.DataType`, … */
  structures(name: string): Record<string, Record<string, string>>;
}

const nextEntry = (form: URLSearchParams, prefix: string, key: string, index: number) =>
  form.get(`${prefix}.entry.${index}.${key}`) ?? undefined;

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function parseQueryForm(body: string): QueryForm {
  const form = new URLSearchParams(body);
  return {
    action: form.get('Action') ?? '',
    get: (name) => form.get(name) ?? undefined,
    map(name) {
      const entries: [string, string][] = [];
      for (let index = 1; ; index += 1) {
        const key = nextEntry(form, name, 'key', index);
        if (key === undefined) return Object.fromEntries(entries);
        entries.push([key, nextEntry(form, name, 'value', index) ?? '']);
      }
    },
    structures(name) {
      const entries: [string, Record<string, string>][] = [];
      for (let index = 1; ; index += 1) {
        const key = nextEntry(form, name, 'Name', index);
        if (key === undefined) return Object.fromEntries(entries);
        const prefix = `${name}.entry.${index}.Value.`;
        const members = [...form].filter(([parameter]) => parameter.startsWith(prefix));
        entries.push([
          key,
          Object.fromEntries(members.map(([parameter, value]) => [parameter.slice(prefix.length), value])),
        ]);
      }
    },
  };
}
