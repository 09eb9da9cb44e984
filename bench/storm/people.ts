import { setTimeout as sleep } from 'node:timers/promises';
import type { Backends } from '../../test/support/backends.ts';

/** What people do in turn, each wait counted from the request to its whole answer. */
export const deeds = {
  help: '`/incident help`',
  show: '`/incident <arn>` of another incident',
  click: 'a click on Details',
  form: 'a note, from opening its form to the answer',
} as const;

export type Deed = keyof typeof deeds;

/** Milliseconds that each deed took; infinite if it failed. */
export type Waits = Readonly<Record<Deed, number[]>>;

/** Someone who responds to an incident of their own. */
export interface Person {
  user: string;
  channel: string;
  /** ARN of an incident that is not part of the storm. */
  arn: string;
}

/** What a client of Slack is sent. */
type PageEvent = Parameters<Parameters<Backends['slack']['workspace']['onEvent']>[0]>[0];

/** How long a person waits for an answer at most, in milliseconds. */
const longestMs = 60_000;
/** The pause between an answer and the same person's next request, in milliseconds. */
const pausesMs = [2000, 3000, 4000, 5000, 6000];

/** A workspace where people ask for things and wait for the answers. */
export function createPeople({ slack }: Pick<Backends, 'slack'>) {
  const { workspace } = slack;
  const awaited = new Map<string, (event: PageEvent) => void>();
  workspace.onEvent((event, to) => {
    if (to?.size === 1) for (const user of to) awaited.get(user)?.(event);
  });

  /**
   * Waits until a person alone sees an answer.
   * @returns what Slack's client was sent; `undefined` if nothing came in time
   */
  async function answered(
    user: string,
    ask: () => Promise<unknown>,
    isAnswer: (event: PageEvent) => boolean,
  ): Promise<PageEvent | undefined> {
    const seen = new Promise<PageEvent>((resolve) => {
      awaited.set(user, (event) => isAnswer(event) && resolve(event));
    });
    await ask();
    return Promise.race([seen, sleep(longestMs, undefined, { ref: false })]);
  }

  const isLine = (event: PageEvent) => event.type === 'message';
  const topView = (event: PageEvent | undefined) => (event?.type === 'views' ? event.views.at(-1) : undefined);
  /** A modal whose content is there; or a line, if it could not be opened. */
  const isOpen = (event: PageEvent) => {
    const view = topView(event);
    return isLine(event) || (view !== undefined && !JSON.stringify(view.blocks).includes('Asking AWS'));
  };

  async function onCard({ user, channel, arn }: Person, action: string): Promise<void> {
    const found = workspace.messages(channel).find(({ blocks }) => JSON.stringify(blocks ?? []).includes(arn));
    if (found === undefined) throw new Error(`no card of ${arn}`);
    const action_id = `incident:${action}`;
    const { ts, blocks } = found;
    const option = JSON.stringify(blocks).match(new RegExp(`"value":"(${action}:[^"]+)"`))?.[1];
    await workspace.click({
      user,
      channel,
      ts,
      ...(option === undefined ? { action_id } : { action_id: 'incident:more', value: option }),
    });
  }

  const command =
    ({ user, channel }: Person, words: string) =>
    () =>
      workspace.command({ user, channel, text: `/incident ${words}` });

  /** Each returns whether the person got what they asked for. */
  const does: Readonly<Record<Deed, (person: Person) => Promise<boolean>>> = {
    help: async (person) => (await answered(person.user, command(person, 'help'), isLine)) !== undefined,
    show: async (person) => (await answered(person.user, command(person, person.arn), isLine)) !== undefined,
    async click(person) {
      const view = topView(await answered(person.user, () => onCard(person, 'details'), isOpen));
      if (view !== undefined) await workspace.close({ user: person.user });
      return view !== undefined;
    },
    async form(person) {
      const { user } = person;
      const form = topView(await answered(user, () => onCard(person, 'note'), isOpen));
      if (form === undefined) return false;
      const values = { note: 'Seen at the till' };
      const submit = () => workspace.submit({ user, view_id: form.id, values });
      return (await answered(user, submit, isLine)) !== undefined;
    },
  };

  return {
    /** Everyone's incident gets its card. */
    async arrive(people: readonly Person[]): Promise<void> {
      for (const person of people) {
        await command(person, person.arn)();
        await workspace.until(
          () =>
            workspace.messages(person.channel).some((each) => JSON.stringify(each.blocks ?? []).includes(person.arn)),
          longestMs,
        );
      }
    },
    /** All people do one thing after the other until it is over. */
    async act(people: readonly Person[], goesOn: () => boolean): Promise<Waits> {
      const waits: Waits = { help: [], show: [], click: [], form: [] };
      const kinds = Object.keys(deeds) as Deed[];
      await Promise.all(
        people.map(async (person, index) => {
          // Not all at once.
          await sleep((index / people.length) * 4000);
          for (let turn = index; goesOn(); turn += 1) {
            const deed = kinds[turn % kinds.length] ?? 'help';
            const begunMs = performance.now();
            const isDone = await does[deed](person);
            waits[deed].push(isDone ? performance.now() - begunMs : Number.POSITIVE_INFINITY);
            await sleep(pausesMs[turn % pausesMs.length]);
          }
        }),
      );
      return waits;
    },
  };
}
