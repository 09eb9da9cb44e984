import { isOpenOpsItem, type OpsItem } from '../../incidents/ops-item.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { brief } from '../text/sentence.ts';

const statuses: Readonly<Record<string, string>> = {
  Open: 'Open',
  InProgress: 'In progress',
  Resolved: 'Resolved',
};
const severities: Readonly<Record<string, string>> = { '1': 'critical', '2': 'high', '3': 'medium', '4': 'low' };

const known = (names: Readonly<Record<string, string>>, value: string): string | undefined =>
  Object.hasOwn(names, value) ? names[value] : undefined;

/** `Open`, `In progress`, `Resolved`; another status as AWS spells it. */
export const opsItemStatus = ({ status }: Pick<OpsItem, 'status'>): string =>
  known(statuses, status) ?? (brief(status, 40) || 'Status unknown');

/** `severity 2 (high)`; empty where there is none. */
export function opsItemSeverity({ severity = '' }: Pick<OpsItem, 'severity'>): string {
  if (!hasInk(severity)) return '';
  const word = known(severities, severity);
  return `severity ${brief(severity, 20)}${word === undefined ? '' : ` (${word})`}`;
}

export const opsItemMark = (item: Pick<OpsItem, 'status'>): string => (isOpenOpsItem(item) ? '📋' : '☑️');

/** The title on one line. */
export function opsItemTitle({ title }: Pick<OpsItem, 'title'>): string {
  const words = oneLine(title);
  return hasInk(words) ? words : 'Untitled OpsItem';
}
