import type { SetupCheck } from '../cards/surfaces/home-view.ts';
import type { GroupState, OnCallGroups } from '../clock/on-call/on-call-groups.ts';
import type { Config } from '../config/config.ts';

/**
 * The app's setup as the App Home shows it to everyone: without ids and addresses.
 * @param regions the Regions that are called, in order
 */
export function setupChecks(
  { chatTopics, editors, store }: Pick<Config, 'chatTopics' | 'editors' | 'store'>,
  regions: readonly string[],
): SetupCheck[] {
  const topics = chatTopics.size;
  const kinds = { sqlite: 'a file (SQLite)', dynamodb: 'DynamoDB' } as const;
  return [
    { what: `Incident Manager in ${regions.join(', ')}`, ok: regions.length > 0 },
    {
      what:
        topics === 0
          ? 'Cards are not posted automatically: there is no topic'
          : `Cards are posted automatically: ${count(topics, 'topic')}`,
      ok: topics > 0,
      line: `CHAT_TOPICS=arn:aws:sns:${regions[0] ?? 'REGION'}:ACCOUNT:TOPIC=CHANNEL_ID`,
      hint: 'whoever runs the app can set CHAT_TOPICS, so that cards of new incidents are posted automatically',
    },
    {
      what:
        editors.size === 0
          ? 'Incidents are read only'
          : `Incidents can be changed: ${count(editors.size, 'editor or group', 'editors or groups')}`,
      ok: editors.size > 0,
      line: 'INCIDENT_EDITORS=USER_OR_GROUP_ID,USER_OR_GROUP_ID',
      hint: 'whoever runs the app can name editors in INCIDENT_EDITORS',
    },
    { what: `The app's data is in ${kinds[store.kind]}`, ok: true },
  ];
}

/** Whether the user groups follow who is on call; empty where none is to. */
export function onCallChecks(
  groups: OnCallGroups,
  states: ReadonlyMap<string, Pick<GroupState, 'trouble'>>,
): SetupCheck[] {
  if (groups.size === 0) return [];
  const [first, ...more] = [...groups].flatMap(([usergroup, aliases]) => {
    const trouble = states.get(usergroup)?.trouble;
    return trouble === undefined ? [] : [`${aliases.join(', ')}: ${trouble}`];
  });
  const what = `User groups follow who is on call: ${count(groups.size, 'group')}`;
  if (first === undefined) return [{ what, ok: true }];
  const others = more.length === 0 ? '' : ` And ${count(more.length, 'more group')}.`;
  return [{ what, ok: false, hint: `${first}${others}` }];
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
