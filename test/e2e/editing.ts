import type { PageMessage, PageView } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { callbackIds } from '../../src/cards/block-kit/action-ids.ts';
import { allText } from '../support/all-text.ts';
import type { BackendsOptions } from '../support/backends.ts';
import { startApp } from '../support/start-app.ts';

/** The app with Ada and the people on call as editors, and the helpers of the tests of writes. */
export async function startEditing(options: BackendsOptions = {}) {
  const { environment: more } = options;
  const app = await startApp({
    ...options,
    environment: (services) => ({
      INCIDENT_EDITORS: `${ids.ada},${ids.onCall}`,
      ...(typeof more === 'function' ? more(services) : more),
    }),
  });
  const { workspace } = app.slack;
  const cards = (channel: string, arn: string): PageMessage[] =>
    workspace.messages(channel).filter((message) => allText(message.metadata).includes(arn));
  const viewOf = (user: string): PageView | undefined => workspace.views(user).at(-1);

  /** What one person alone was told, the oldest first. */
  const lines = (user: string): string[] =>
    [...workspace.ephemerals(user), ...(user === ids.ada ? workspace.messages(ids.directMessage) : [])]
      .sort((one, other) => (one.ts < other.ts ? -1 : 1))
      .map((message) => allText(message));

  const editing = {
    app,
    ids,
    cards,
    ask: (text: string, channel: string = ids.incidents, user: string = ids.ada) =>
      workspace.command({ user, channel, text: `/incident ${text}` }),
    /** The incident's card in a channel; posts it if the channel has none. */
    async card(arn: string, channel: string = ids.incidents): Promise<PageMessage> {
      if (cards(channel, arn).length === 0) await editing.ask(arn, channel);
      return workspace.until(() => cards(channel, arn)[0], 10_000);
    },
    /** Clicks a button of the card, or chooses an option of its menu. */
    async click(action: string, arn: string, user: string = ids.ada, channel: string = ids.incidents) {
      const { ts, blocks = [] } = await editing.card(arn, channel);
      const optionOf = (name: string) => allText(blocks).match(new RegExp(`"value":"(${name}:[^"]+)"`))?.[1];
      const action_id = `incident:${action}`;
      if (allText(blocks).includes(`"${action_id}"`)) return workspace.click({ user, channel, ts, action_id });
      const value = optionOf(action) ?? optionOf('more');
      if (value === undefined) throw new Error(`no ${action} on the card of ${arn}`);
      const chosen = await workspace.click({ user, channel, ts, action_id: 'incident:more', value });
      if (!value.startsWith('more:')) return chosen;
      const more = await workspace.until(() => {
        const opened = viewOf(user);
        return opened?.callback_id === callbackIds.more ? opened : undefined;
      }, 10_000);
      const opensView = allText(more.blocks).includes(`"${action_id}"`);
      if (opensView) return workspace.click({ user, view_id: more.id, action_id });
      return workspace.submit({ user, view_id: more.id, values: { action } });
    },
    /** The form that opened, once it is loaded. */
    form: (user: string = ids.ada): Promise<PageView> =>
      workspace.until(() => {
        const view = viewOf(user);
        return view?.submit === undefined || view.callback_id === callbackIds.more ? undefined : view;
      }, 10_000),
    /** Submits a form and waits for its outcome: a private line, or the form again. */
    async send(values: Record<string, unknown>, user: string = ids.ada): Promise<string> {
      const before = lines(user).length;
      const result = await workspace.submit({ user, values });
      if (!result.ok) throw new Error(`the form was not taken: ${JSON.stringify(result)}`);
      const outcome = await editing.became(user, before);
      // What is done is on the card and in one private line: there is no dialog left to close.
      if (!outcome.includes('"block_id":"warning"') && viewOf(user) !== undefined)
        throw new Error('a view is left open');
      return outcome;
    },
    lines,
    /** The outcome of a submitted form. @param before the number of private lines before it */
    became: (user: string = ids.ada, before = 0): Promise<string> =>
      workspace.until(() => {
        const again = allText(viewOf(user)?.blocks);
        if (again.includes('"block_id":"warning"')) return again;
        return lines(user)
          .slice(before)
          .find((text) => !text.includes('Retrying automatically'));
      }, 15_000),
    /** The form that is shown again, with the reason on top. */
    again: (user: string = ids.ada): Promise<string> =>
      workspace.until(() => {
        const text = allText(viewOf(user)?.blocks);
        return text.includes('"block_id":"warning"') ? text : undefined;
      }, 15_000),
    async closeForms(): Promise<void> {
      for (const user of [ids.ada, ids.grace, ids.linus]) {
        while (workspace.views(user).length > 0) await workspace.close({ user });
      }
    },
    /** The private answer after an action. */
    async told(action: () => Promise<unknown>, user: string = ids.ada, channel: string = ids.incidents) {
      const before = workspace.ephemerals(user, channel).length;
      await action();
      const message = await workspace.until(() => workspace.ephemerals(user, channel)[before], 15_000);
      return { message, text: message.text, all: allText(message) };
    },
    record: (arn: string) => app.aws.incidents.get(arn)?.record,
    /** The texts of the timeline events of a type. */
    events: (arn: string, type: 'Note' | 'Custom Event'): string[] =>
      (app.aws.incidents.get(arn)?.events ?? [])
        .filter((event) => event.eventType === type)
        .map((event) => String(JSON.parse(event.eventData))),
    /** The writes that AWS carried out. */
    writes: (operation: string) =>
      app.aws.calls.all().filter((call) => call.operation === operation && call.status < 300 && call.status > 0),
  };
  return editing;
}

export type Editing = Awaited<ReturnType<typeof startEditing>>;

/**
 * The same for a whole test file: the app runs from its first test to its last, and no fault and no open form outlives a
 * test.
 */
export function editingForFile(options: BackendsOptions = {}): Editing {
  const editing = {} as Editing;
  beforeAll(async () => {
    Object.assign(editing, await startEditing(options));
  });
  afterEach(async () => {
    editing.app.aws.faults.clear();
    editing.app.slack.faults.clear();
    await editing.closeForms();
  });
  afterAll(() => editing.app.stop());
  return editing;
}
