import { isObject, type JsonObject, textOf } from '../json-value.ts';
import { checkView } from '../limits.ts';
import type { View } from '../model.ts';
import { findView, maxStack, newView, setStack, stackOf, updateView, wireView } from '../view-stack.ts';
import { type MethodContext, type Methods, refuse, required, SlackApiError } from './method.ts';

const maxViewBytes = 250_000;

function viewArgument(args: JsonObject, type: View['type']): JsonObject {
  const { view } = args;
  if (!isObject(view)) throw new SlackApiError('invalid_arguments');
  if (Buffer.byteLength(JSON.stringify(view)) > maxViewBytes) throw new SlackApiError('view_too_large');
  refuse(checkView(view), 'invalid_arguments');
  if (view.type !== type)
    refuse([{ code: '', message: `must be a ${type} view`, pointer: '/view/type' }], 'invalid_arguments');
  return view;
}

function checkExternalId(context: MethodContext, view: JsonObject, but?: View): void {
  const externalId = textOf(view.external_id);
  const other = externalId === undefined ? undefined : findView(context.state, { externalId });
  if (other !== undefined && other !== but) throw new SlackApiError('duplicate_external_id');
}

function exchange(context: MethodContext, args: JsonObject) {
  const trigger = context.triggers.exchange(required(args, 'trigger_id'));
  if (typeof trigger === 'string') throw new SlackApiError(trigger);
  return trigger;
}

function checkHash(view: View, args: JsonObject): void {
  const hash = textOf(args.hash);
  if (hash !== undefined && hash !== view.hash) throw new SlackApiError('hash_conflict');
}

/** @see https://docs.slack.dev/reference/methods?family=views */
export const views: Methods = {
  'views.open': {
    tier: 4,
    run(context, args) {
      const source = viewArgument(args, 'modal');
      checkExternalId(context, source);
      const { user } = exchange(context, args);
      const view = newView(context.state, user, source);
      setStack(context.state, user, [view]);
      return { view: wireView(view) };
    },
  },
  'views.push': {
    tier: 4,
    run(context, args) {
      const source = viewArgument(args, 'modal');
      checkExternalId(context, source);
      const { user, viewId } = exchange(context, args);
      const stack = stackOf(context.state, user);
      const top = stack.at(-1);
      if (viewId === undefined || top === undefined || !stack.some((view) => view.id === viewId))
        throw new SlackApiError('not_found');
      if (stack.length >= maxStack) throw new SlackApiError('push_limit_reached');
      const view = newView(context.state, user, source, top);
      setStack(context.state, user, [...stack, view]);
      return { view: wireView(view) };
    },
  },
  'views.update': {
    tier: 4,
    run(context, args) {
      const source = viewArgument(args, 'modal');
      const id = textOf(args.view_id);
      const externalId = textOf(args.external_id);
      if (id === undefined && externalId === undefined) throw new SlackApiError('invalid_arguments');
      const view = findView(context.state, { id, externalId });
      if (view === undefined || view.type !== 'modal') throw new SlackApiError('not_found');
      checkExternalId(context, source, view);
      checkHash(view, args);
      updateView(context.state, view, source);
      setStack(context.state, view.user, stackOf(context.state, view.user));
      return { view: wireView(view) };
    },
  },
  'views.publish': {
    tier: 4,
    run(context, args) {
      const { state } = context;
      const source = viewArgument(args, 'home');
      const user = state.users.get(required(args, 'user_id'));
      if (user === undefined || user.is_bot) throw new SlackApiError('invalid_arguments');
      const published = state.homes.get(user.id);
      checkExternalId(context, source, published);
      if (published !== undefined) {
        checkHash(published, args);
        updateView(state, published, source);
      }
      const view = published ?? newView(state, user.id, source);
      state.homes.set(user.id, view);
      state.changes.emit({ kind: 'home', user: user.id, view });
      return { view: wireView(view) };
    },
  },
};
