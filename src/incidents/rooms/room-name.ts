import { impactName } from '../impact.ts';
import type { IncidentRecord } from '../record.ts';

/** The placeholders of `ROOM_NAME`. */
export const roomPlaceholders = ['date', 'time', 'plan', 'title', 'id', 'impact'] as const;

/** The longest name of a channel, without the number that a taken name gets. */
const longest = 76;
const idLength = 8;

type Named = Pick<IncidentRecord, 'arn' | 'title' | 'impact' | 'createdAtMs'>;

/**
 * The name of an incident's room, by Slack's rules: lower case letters, digits, `-` and `_`. Slack refuses any other name.
 * @param template `ROOM_NAME`; dates and times are in UTC
 * @see https://docs.slack.dev/reference/methods/conversations.create
 * @example
 * roomName('inc-{date}-{title}', record); // 'inc-2026-11-20-checkout-latency'
 */
export function roomName(template: string, record: Named): string {
  const [day = '', time = ''] = new Date(record.createdAtMs).toISOString().split('T');
  const values: Readonly<Record<(typeof roomPlaceholders)[number], string>> = {
    date: day,
    time: time.slice(0, 5).replace(':', ''),
    plan: record.arn.plan,
    title: record.title,
    id: record.arn.id.slice(0, idLength),
    impact: impactName(record.impact),
  };
  const filled = template.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? values[name as keyof typeof values] : placeholder,
  );
  const name = channelName(filled);
  return /\p{L}|\p{N}/u.test(name) ? name : plainRoomName(record);
}

/** A name that Slack accepts whatever the title is. */
export const plainRoomName = ({ arn }: Pick<Named, 'arn'>): string => channelName(`inc-${arn.id.slice(0, 36)}`);

/** The name with a number, from the second on. */
export const numbered = (name: string, number: number): string => (number === 1 ? name : `${name}-${number}`);

/** Latin accents are dropped; letters of scripts without upper and lower case stay. */
function channelName(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{Nd}_-]+/gu, '-')
    .replace(/-{2,}/g, '-');
  return trimmed([...trimmed(words)].slice(0, longest).join(''));
}

const trimmed = (text: string): string => text.replace(/^[-_]+|[-_]+$/g, '');
