import { textField } from './json-fields.ts';

/**
 * Whether a message may mean that people were paged, or answered: Incident Manager's events about contacts, the start of
 * an incident (its plan pages people), and calls to the contacts' API that CloudTrail reports.
 * @param json the message where it is JSON
 */
export function isAboutPaging(json: unknown): boolean {
  const detailType = textField(json, ['detail-type']) ?? '';
  if (detailType.startsWith('SSM Contacts ') || detailType === 'SSM Incident Start') return true;
  // A CloudTrail record comes alone, or in an event of EventBridge.
  return [[], ['detail']].some((at) => {
    const text = (...path: string[]) => textField(json, [...at, ...path]) ?? '';
    if (text('eventSource') === 'ssm-contacts.amazonaws.com') return true;
    return text('eventName') === 'StartIncident' || text('requestParameters', 'eventType').startsWith('SSM Contacts ');
  });
}
