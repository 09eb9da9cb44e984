import type { OnCallPlan } from './on-call.ts';

/** Whom a contact pages first, if it is engaged now. */
export interface OnCallNow {
  /** ARNs of people; empty: nobody is on call. */
  contactArns: string[];
  /** When that changes next, by the listed shifts; epoch milliseconds. */
  changesAtMs?: number;
  /** Why a part of it is not known; one sentence. */
  trouble?: string;
}

/** Whom the first stage of a contact pages now: a person, or everyone on call for its schedules. */
export function onCallNow({ stages: [first], trouble: whole }: OnCallPlan): OnCallNow {
  const targets = first?.targets ?? [];
  const trouble = whole ?? targets.find((target) => target.trouble !== undefined)?.trouble;
  const people = targets.flatMap(({ contactArn, onCall, trouble: unread }) => {
    if (unread !== undefined) return [];
    return onCall === undefined ? [contactArn] : onCall.now.flatMap(({ contactArns }) => contactArns);
  });
  const changes = targets.flatMap(({ onCall }) =>
    onCall === undefined
      ? []
      : [...onCall.now.map(({ endMs }) => endMs), ...(onCall.next ? [onCall.next.startMs] : [])],
  );
  return {
    contactArns: [...new Set(people)],
    ...(changes.length > 0 && { changesAtMs: Math.min(...changes) }),
    ...(trouble !== undefined && { trouble }),
  };
}
