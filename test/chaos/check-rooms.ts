import { type Broken, type Check, impactWord, short } from './world.ts';

/**
 * At most one room for each incident, and every channel that the app created is the room of one incident. Exactly one where
 * it is due: the incident is open with an impact of `INCIDENT_ROOMS`, or a requester was told that it was made.
 */
export const oneRoom: Check = ({ shown, incidents, roomImpacts, asked, answers }) => {
  const strange = shown.rooms
    .filter(({ arns }) => arns.length !== 1)
    .map(({ name, arns }) => `#${name} is about ${arns.length} incidents`);
  const wrong = incidents.flatMap(({ record: { arn, status, impact } }) => {
    const rooms = shown.rooms.filter(({ arns }) => arns.includes(arn));
    const isDue = status === 'OPEN' && roomImpacts.includes(impact);
    const wasTold = asked.some((one) => one.arn === arn && answers(one.responsePath).some(saysRoom));
    const least = isDue || wasTold ? 1 : 0;
    if (rooms.length >= least && rooms.length <= 1) return [];
    return [`${rooms.length} rooms of ${short(arn)}: ${rooms.map(({ name }) => `#${name}`).join(', ')}`];
  });
  return [...strange, ...wrong].map((facts): Broken => ({ invariant: 'one room', facts }));
};

const saysRoom = (told: string): boolean => /^(Made a room for|The room of) /.test(told);

/** The topic of a room shows title, state and impact as they are. That its card does, `cardsAreTrue` checks. */
export const roomsAreTrue: Check = ({ shown, incidents }) =>
  incidents.flatMap(({ record: { arn, title, impact, status } }) => {
    const state = status === 'OPEN' ? `${impactWord(impact)}, open` : `Resolved after`;
    const words = [state, impactWord(impact), `· ${title}`];
    return shown.rooms
      .filter(({ arns, topic }) => arns.includes(arn) && !words.every((each) => topic.includes(each)))
      .map(({ name, topic }) => ({
        invariant: 'rooms are true',
        facts: `the topic of #${name} lacks ${JSON.stringify(words)}: ${JSON.stringify(topic)}`,
      }));
  });
