import type { Asked } from './asked.ts';
import { type Broken, type Check, isRefusal, short, type World } from './world.ts';

/**
 * No acknowledged command is lost: each was carried out, or its requester got an answer (which may be an error). A pasted
 * ARN whose message was acknowledged has its answer, except in a shared channel.
 */
export const nothingLost: Check = (world) => {
  const lost = world.asked.filter((one) => one.acknowledged && !wasTold(one, world) && !hasEffect(one, world));
  const unanswered = world.delivered.filter(
    ({ user, ts, channel, atMs, acknowledged }) =>
      acknowledged &&
      channel !== world.shared.channel &&
      !world.shown.unfurls.some((one) => one.key === ts && one.channel === channel) &&
      !wasToldWhy({ user, channel, atMs }, world),
  );
  return [
    ...lost.map(({ kind, text, user, channel, id }) => `${kind} "${text}" of ${user} in ${channel} (${id})`),
    ...unanswered.map(({ ts, channel, text }) => `message "${text}" in ${channel} (${ts})`),
  ].map((facts): Broken => ({ invariant: 'no acknowledged command lost', facts }));
};

const wasTold = (asked: Asked, world: World): boolean =>
  world.answers(asked.responsePath).length > 0 || wasToldWhy(asked, world);

/** Whether the requester has since got an answer that something failed. */
const wasToldWhy = ({ user, channel, atMs }: Pick<Asked, 'user' | 'channel' | 'atMs'>, { toldPrivately }: World) =>
  toldPrivately(user, channel).some(({ ts, text }) => Number(ts) * 1000 > atMs && isRefusal(text));

function hasEffect(asked: Asked, { shown, incidents, history }: World): boolean {
  const { text, arn, channel } = asked;
  const events = incidents.find(({ record }) => record.arn === arn)?.events ?? [];
  if (text.startsWith('note ')) return events.some(({ eventData }) => eventData.includes(noteIn(text)));
  if (text.startsWith('impact ') || text === 'resolve') return history.get(arn)?.some(({ byApp }) => byApp) ?? false;
  if (text.startsWith('room ')) return shown.rooms.some(({ arns }) => arns.includes(arn));
  // Only the requester sees the confirmation.
  if (text.startsWith('resolve ')) return false;
  return shown.cards.some((card) => card.arn === arn && card.channel === channel);
}

const noteIn = (text: string): string => / (note [\d-]+)$/.exec(text)?.[1] ?? text;

/** Each command writes to AWS once: its note, its change of the record, and its audit event. */
export const writtenOnce: Check = ({ asked, incidents, history }) => {
  const wrong: string[] = [];
  for (const { record, events } of incidents) {
    const most = (what: string, count: number, asking: readonly Asked[]): void => {
      if (count > asking.length)
        wrong.push(`${count} times "${what}" of ${asking.length} commands in ${short(record.arn)}`);
    };
    const written = (words: string): number => events.filter(({ eventData }) => eventData.includes(words)).length;
    const own = asked.filter(({ arn }) => arn === record.arn);
    const notes = own.filter(({ text }) => text.startsWith('note '));
    const impacts = own.filter(({ text }) => text.startsWith('impact '));
    const resolutions = own.filter(({ text }) => text === 'resolve');
    for (const note of notes) most(noteIn(note.text), written(noteIn(note.text)), [note]);
    most('Note added from Slack', written('Note added from Slack'), notes);
    most('Impact set', written('Impact set to'), impacts);
    most('Resolved from Slack', written('Resolved from Slack'), resolutions);
    const changed = history.get(record.arn)?.filter(({ byApp }) => byApp).length ?? 0;
    most('change of the record', changed, [...impacts, ...resolutions]);
  }
  return wrong.map((facts): Broken => ({ invariant: 'nothing written twice', facts }));
};

/** At most one answer to a message for each ARN that it names. */
export const answeredOnce: Check = ({ shown }) =>
  shown.unfurls
    .filter((one, index, all) => all.findIndex(({ key, arn }) => key === one.key && arn === one.arn) !== index)
    .map(({ arn, channel, key }) => ({
      invariant: 'one answer',
      facts: `second answer about ${short(arn)} to ${key} in ${channel}`,
    }));
