import { handoverCard } from '../../cards/answers/line-with-button.ts';
import { ended } from '../../cards/text/sentence.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { listed } from '../../cards/words/engagement-words.ts';
import { nameOfPerson, roleTitle } from '../../cards/words/responder-words.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { assignmentWords } from '../../incidents/people/assignment-words.ts';
import { type Assignment, leadRole, roleOf, type SlackPerson } from '../../incidents/people/responders.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { syncJob } from '../../posting/card-jobs.ts';
import { channelsShowing } from '../../posting/channels-showing.ts';
import { type AuthorizedInteraction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { performWrite, type Writing } from '../writes/perform-write.ts';

/** The services that assigning a role takes. */
export type Assigning = Writing &
  Pick<Services, 'responders' | 'incidents' | 'readSnapshot' | 'unfurls' | 'queue' | 'slack' | 'findMember'>;

export interface RoleRequest {
  arn: IncidentArn;
  /** Of the role. */
  name: string;
  /** Absent: the role becomes vacant. */
  person?: SlackPerson;
  /** Whether a role that someone else has stays theirs. */
  ifFree?: boolean;
}

/**
 * Gives a person a role: stores it, shows it on every card, tells both people of a handover, and notes it in the timeline.
 * @returns the line for the requester
 * @throws AppError as `performWrite` does
 */
export async function assignRole(
  services: Assigning,
  interaction: AuthorizedInteraction,
  { arn, name, person, ifFree = false }: RoleRequest,
): Promise<string> {
  const { editor, atMs, key } = interaction;
  const step = await services.journal.step(key, 'role');
  const record = await services.incidents.getIncident(arn);
  const held = roleOf(await services.responders.of(record), name)?.person;
  const isHeld = held?.id === person?.id || (ifFree && held !== undefined);
  if (isHeld && !step.begun && !step.done) return unchanged(name, held, record);
  const change: Assignment = { kind: 'role', name, by: editor, atMs, ...(person && { person }) };
  const { result: from, remark } = await performWrite(services, interaction, {
    name: 'role',
    step,
    words: assignmentWords(change),
    about: () => arn.arn,
    async write(once) {
      await once.beforeSend('');
      const { before, after } = await services.responders.assign(record, change, ifFree);
      const has = roleOf(after, name)?.person;
      if (has?.id !== person?.id) throw new AppError('conflict', unchanged(name, has, record));
      const had = roleOf(before, name)?.person;
      return had === undefined ? null : { ...had };
    },
    show: () => showResponders(services, arn),
    also: {
      what: 'Not everyone concerned got a message',
      run: (_, had) => tellHandover(services, interaction, record, { name, from: had, to: person }),
    },
  });
  const concerned = others(editor, from, person).map((one) => nameOfPerson(one));
  const notice = concerned.length === 0 || remark !== '' ? '' : ` ${listed(concerned)} got a message.`;
  return `${ended(`${holds(name, person)}: ${truncate(titleOf(record), 150)}`)}${notice}${remark}`;
}

/** `Ana Pérez leads`, `Scribe: Ana Pérez`. */
function holds(name: string, person: SlackPerson | undefined): string {
  const who = person === undefined ? 'nobody' : nameOfPerson(person);
  if (name !== leadRole) return `${roleTitle(name)} is ${who}`;
  return person === undefined ? 'Nobody leads' : `${who} leads`;
}

function unchanged(name: string, held: SlackPerson | undefined, record: IncidentRecord): string {
  const already = `${holds(name, held)} already: ${truncate(titleOf(record), 150)}`;
  const command = name === leadRole ? '/incident lead' : `/incident role ${name}`;
  const how = held === undefined ? '' : ` ${command} hands it over.`;
  return `${ended(already)} Nothing was changed.${how}`;
}

/** Sends every channel that shows the incident its snapshot with who responds now. */
export async function showResponders(
  services: Pick<Services, 'readSnapshot' | 'cardStore' | 'unfurls' | 'queue'>,
  arn: IncidentArn,
): Promise<void> {
  const snapshot = await services.readSnapshot(arn);
  const channels = await channelsShowing(arn.arn, { cards: services.cardStore, unfurls: services.unfurls });
  const jobs = [...channels].map((channel) => syncJob(arn.arn, channel, snapshot, false));
  if (jobs.length > 0) await services.queue.send(jobs);
}

/** Those concerned by a handover, without who made it. */
const others = (editor: SlackPerson, ...people: (SlackPerson | null | undefined)[]): SlackPerson[] =>
  people.filter((person) => person !== null && person !== undefined).filter(({ id }) => id !== editor.id);

/**
 * Tells who had a role and who has it now, in direct messages, unless they made the change themselves. People who left the
 * organisation get none.
 * @returns `''`
 */
async function tellHandover(
  services: Pick<Services, 'journal' | 'slack' | 'findMember'>,
  { key, editor }: AuthorizedInteraction,
  record: IncidentRecord,
  { name, from, to }: { name: string; from: SlackPerson | null; to: SlackPerson | undefined },
): Promise<string> {
  const title = truncate(titleOf(record), 150);
  const by = nameOfPerson(editor);
  const what = name === leadRole ? 'the lead' : `the role ${roleTitle(name)}`;
  for (const person of others(editor, from, to)) {
    const line =
      person.id === to?.id
        ? `${by} gave you ${what}: ${title}`
        : `${by} gave ${what}, which you had, to ${to === undefined ? 'nobody' : nameOfPerson(to)}: ${title}`;
    await (await services.journal.step(key, `tell ${person.id}`)).run(async () => {
      if ((await services.findMember(person.id)) === undefined) return false;
      await tell(services.slack, { user: person.id, channel: '' }, handoverCard(ended(line), record));
      return true;
    });
  }
  return '';
}
