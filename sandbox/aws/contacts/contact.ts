import { createHash } from 'node:crypto';

/** A person, an escalation plan or an on-call schedule. */
export interface Contact {
  arn: string;
  alias: string;
  displayName?: string;
  type: 'PERSONAL' | 'ESCALATION' | 'ONCALL_SCHEDULE';
  /** Of a person: e-mail addresses that pages are sent to. */
  emails?: readonly Email[];
  /** Of an escalation plan: whom it pages, stage after stage. */
  stages?: readonly Stage[];
  /** Of an on-call schedule: the ARNs of its rotations, which all run at once. */
  rotations?: readonly string[];
}

/** An e-mail channel of a person. */
export interface Email {
  address: string;
  /** Whether its owner entered the code that was sent to it. Default: yes. */
  activated?: boolean;
}

/** A stage of an escalation plan. */
export interface Stage {
  /** The wait before the next stage, in minutes, at most 30. */
  minutes: number;
  /** ARNs of people and on-call schedules. */
  targets: readonly string[];
}

/** An engagement of a contact. Times are epoch milliseconds. */
export interface Engagement {
  arn: string;
  contactArn: string;
  sender: string;
  subject: string;
  content: string;
  publicSubject?: string | undefined;
  publicContent?: string | undefined;
  incidentId?: string | undefined;
  startedAtMs: number;
  stoppedAtMs?: number;
}

/** A message sent to one person for an engagement. */
export interface Page {
  arn: string;
  engagementArn: string;
  contactArn: string;
  sender: string;
  incidentId?: string | undefined;
  sentAtMs: number;
  deliveredAtMs?: number;
  /** When the recipient acknowledged it. */
  readAtMs?: number;
}

/** The six digits that a page's recipient reads in it, and acknowledges it with. */
export const acceptCodeOf = (pageArn: string): string =>
  String(createHash('sha256').update(pageArn).digest().readUInt32BE() % 1_000_000).padStart(6, '0');
