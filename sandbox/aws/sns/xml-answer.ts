import { randomUUID } from 'node:crypto';
import type { ServiceResponse } from '../handler.ts';
import { xmlEscape } from '../protocol/xml-escape.ts';

/** An operation's output: texts, lists of structures, and maps of texts. */
export type XmlFields = { readonly [name: string]: XmlValue | undefined };
export type XmlValue = string | readonly XmlFields[] | ReadonlyMap<string, string>;

/** Writes an operation's response in the query protocol; `undefined` for operations without output. */
export function xmlAnswer(action: string, fields: XmlFields | undefined): ServiceResponse {
  const result = fields === undefined ? '' : `<${action}Result>${members(fields)}</${action}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}${metadata}</${action}Response>`,
  };
}

function members(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${write(value)}</${name}>`))
    .join('');
}

function write(value: XmlValue): string {
  if (typeof value === 'string') return xmlEscape(value);
  if (value instanceof Map) {
    return [...value]
      .map(([key, text]) => `<entry><key>${xmlEscape(key)}</key><value>${xmlEscape(text)}</value></entry>`)
      .join('');
  }
  return (value as readonly XmlFields[]).map((fields) => `<member>${members(fields)}</member>`).join('');
}
