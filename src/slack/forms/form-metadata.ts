import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IncidentRecord } from '../../incidents/record.ts';

/** What a form carries from its opening to its sending. Slack shows it to nobody; at most 3000 characters. */
export interface FormMetadata {
  /** The incident it is about. */
  arn?: string;
  /** Where it was asked for; empty where that was no channel. */
  channel: string;
  /** `modifiedAtMs` of the record that its fields were filled from. */
  seenMs?: number;
  /** What stood in the fields then: which of them the person changed is told by it. */
  was?: { title: string; impact: number; summary: string };
  /** Message that the form was opened from. */
  permalink?: string;
}

const schema = z.object({
  arn: z.string().pipe(z.string().max(400)).optional(),
  channel: z.string().regex(/^[A-Z0-9]{0,30}$/),
  seenMs: z.number().optional(),
  was: z.object({ title: z.string(), impact: z.number(), summary: z.string() }).optional(),
  permalink: z.url({ protocol: /^https?$/ }).optional(),
});

export const writeMetadata = (metadata: FormMetadata): string => JSON.stringify(metadata);

/** @returns `undefined` for anything that this app did not write */
export function parseMetadata(text: string): FormMetadata | undefined {
  try {
    const { arn, channel, seenMs, was, permalink } = schema.parse(JSON.parse(text));
    return {
      channel,
      ...(arn !== undefined && { arn }),
      ...(seenMs !== undefined && { seenMs }),
      ...(was !== undefined && { was }),
      ...(permalink !== undefined && { permalink }),
    };
  } catch {
    return undefined;
  }
}

/** The fields of an edit form as `was` keeps them. */
export function fingerprints({ title, impact, summary = '' }: Pick<IncidentRecord, 'title' | 'impact' | 'summary'>) {
  return { title: fingerprint(title), impact, summary: fingerprint(summary) };
}

/** The same for texts that differ only in what Slack may change on the way: line ends, blanks at the ends. */
export function fingerprint(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const same = lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  return createHash('sha256').update(same).digest('base64url').slice(0, 22);
}
