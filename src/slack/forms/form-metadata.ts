import { z } from 'zod';
import { digestOf } from '../../digest.ts';
import type { IncidentRecord } from '../../incidents/record.ts';

/** The `private_metadata` of a form: invisible to the user, at most 3000 characters. */
export interface FormMetadata {
  /** The ARN of the incident. */
  arn?: string;
  /** The channel that the form was opened in; `''` outside a channel. */
  channel: string;
  /** `modifiedAtMs` of the record that the form was filled with. */
  seenMs?: number;
  /** Fingerprints of the fields as the form was opened, to find those that the user changed. */
  was?: { title: string; impact: number; summary: string };
  /** The permalink of the message that the form was opened from. */
  permalink?: string;
  /** ARN of the OpsItem that an incident is started from. */
  opsItem?: string;
}

const schema = z.object({
  arn: z.string().pipe(z.string().max(400)).optional(),
  channel: z.string().regex(/^[A-Z0-9]{0,30}$/),
  seenMs: z.number().optional(),
  was: z.object({ title: z.string(), impact: z.number(), summary: z.string() }).optional(),
  permalink: z.url({ protocol: /^https?$/ }).optional(),
  opsItem: z.string().max(200).optional(),
});

export const writeMetadata = (metadata: FormMetadata): string => JSON.stringify(metadata);

/** @returns `undefined` for a text that this app did not write */
export function parseMetadata(text: string): FormMetadata | undefined {
  try {
    const { arn, channel, seenMs, was, permalink, opsItem } = schema.parse(JSON.parse(text));
    return {
      channel,
      ...(arn !== undefined && { arn }),
      ...(seenMs !== undefined && { seenMs }),
      ...(was !== undefined && { was }),
      ...(permalink !== undefined && { permalink }),
      ...(opsItem !== undefined && { opsItem }),
    };
  } catch {
    return undefined;
  }
}

/** The fingerprints of a record's editable fields, for `FormMetadata.was`. */
export function fingerprints({ title, impact, summary = '' }: Pick<IncidentRecord, 'title' | 'impact' | 'summary'>) {
  return { title: fingerprint(title), impact, summary: fingerprint(summary) };
}

/** A hash of a text, without what Slack may change in it: line endings and trailing white space. */
export function fingerprint(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const same = lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  return digestOf(same);
}
