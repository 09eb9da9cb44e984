import { type JsonObject, listOf, textOf } from './json-value.ts';
import type { View } from './model.ts';
import { ids } from './seed.ts';
import type { SlackState } from './state.ts';
import { storedBlocks } from './stored-blocks.ts';
import { initialValues } from './view-values.ts';

/** Maximum depth of the stack of modals. */
export const maxStack = 3;

function newHash(state: SlackState): string {
  return `${Math.floor(state.now() / 1000)}.${state.newSecret(8)}`;
}

/** Creates a view from the app's definition. */
export function newView(state: SlackState, user: string, source: JsonObject, previous?: View): View {
  const id = state.newId('V');
  const blocks = storedBlocks(listOf(source.blocks), state.newShortId);
  return {
    id,
    user,
    type: source.type === 'home' ? 'home' : 'modal',
    source,
    blocks,
    hash: newHash(state),
    root_view_id: previous?.root_view_id ?? id,
    previous_view_id: previous?.id ?? null,
    values: initialValues(blocks),
  };
}

/** Replaces a view's content. Typed values stay where block and action are the same, as in Slack's clients. */
export function updateView(state: SlackState, view: View, source: JsonObject): void {
  view.source = source;
  view.blocks = storedBlocks(listOf(source.blocks), state.newShortId);
  view.hash = newHash(state);
  const values = initialValues(view.blocks);
  for (const [block, actions] of Object.entries(values))
    for (const action of Object.keys(actions)) {
      const kept = view.values[block]?.[action];
      if (kept !== undefined && kept.type === actions[action]?.type) actions[action] = kept;
    }
  view.values = values;
}

export const stackOf = (state: SlackState, user: string): View[] => state.modals.get(user) ?? [];

/** Replaces a user's stack of modals and notifies the clients. */
export function setStack(state: SlackState, user: string, views: View[]): void {
  if (views.length === 0) state.modals.delete(user);
  else state.modals.set(user, views);
  state.changes.emit({ kind: 'views', user, views });
}

/** An open modal or a Home tab, by its id or its external id. */
export function findView(state: SlackState, find: { id?: string; externalId?: string }): View | undefined {
  const all = [...[...state.modals.values()].flat(), ...state.homes.values()];
  return all.find((view) =>
    find.id === undefined ? view.source.external_id === find.externalId : view.id === find.id,
  );
}

/** A view in the shape in which Slack sends it. */
export function wireView(view: View): JsonObject {
  const { source } = view;
  return {
    id: view.id,
    team_id: ids.team,
    type: view.type,
    blocks: view.blocks,
    private_metadata: textOf(source.private_metadata) ?? '',
    callback_id: textOf(source.callback_id) ?? '',
    state: { values: view.values },
    hash: view.hash,
    title: source.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: source.clear_on_close === true,
    notify_on_close: source.notify_on_close === true,
    close: source.close ?? null,
    submit: source.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: ids.app,
    external_id: textOf(source.external_id) ?? '',
    app_installed_team_id: ids.team,
    bot_id: ids.bot,
  };
}
