import type { SetupCheck } from '../../cards/surfaces/home-view.ts';
import type { Config } from '../../config.ts';

/**
 * How the app is set up, for everybody to see: no ids, no addresses.
 * @param regions those that are asked, in order
 */
export function setupChecks(
  { chatTopics, editors, store }: Pick<Config, 'chatTopics' | 'editors' | 'store'>,
  regions: readonly string[],
): SetupCheck[] {
  const topics = chatTopics.size;
  const kinds = { sqlite: 'a file (SQLite)', dynamodb: 'DynamoDB' } as const;
  return [
    { what: `Incident Manager is asked in ${regions.join(', ')}`, ok: regions.length > 0 },
    {
      what: topics === 0 ? 'No topic speaks to the app' : `Cards come by themselves: ${count(topics, 'topic')}`,
      ok: topics > 0,
      hint: 'whoever runs the app can set CHAT_TOPICS, and cards of new incidents come by themselves',
    },
    {
      what:
        editors.size === 0
          ? 'Incidents are read only'
          : `Incidents can be changed: ${count(editors.size, 'editor or group', 'editors or groups')}`,
      ok: editors.size > 0,
      hint: 'whoever runs the app can name editors in INCIDENT_EDITORS',
    },
    { what: `What the app remembers is in ${kinds[store.kind]}`, ok: true },
  ];
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
