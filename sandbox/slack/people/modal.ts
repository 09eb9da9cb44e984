import { isObject, type JsonObject, objectOf } from '../json-value.ts';
import { checkView, complaintText } from '../limits.ts';
import type { View } from '../model.ts';
import { elementsOf } from '../stored-blocks.ts';
import { maxStack, newView, setStack, stackOf, updateView, wireView } from '../view-stack.ts';
import { enterValues, inputErrors } from '../view-values.ts';
import { notice, type PeopleContext, PersonError } from './context.ts';
import { interactionBase } from './payload.ts';

export interface Submission {
  user: string;
  /** Default: the top modal. */
  view_id?: string;
  /** By block id: Slack's own `state.values`, or bare values. */
  values?: JsonObject;
}

export interface SubmitResult {
  ok: boolean;
  error?: string;
  /** By block id, shown beside the inputs. */
  errors?: Record<string, string>;
}

function openModal({ state }: PeopleContext, user: string, id?: string): View {
  const stack = stackOf(state, user);
  const view = id === undefined ? stack.at(-1) : stack.find((one) => one.id === id);
  if (view === undefined) throw new PersonError('view_not_found');
  return view;
}

/**
 * A person submits a modal. The app's answer closes it, changes it, pushes another one or shows errors.
 * @throws PersonError when it is not open
 * @see https://docs.slack.dev/surfaces/modals#handling_submissions
 */
export async function submit(
  context: PeopleContext,
  { user, view_id, values = {} }: Submission,
): Promise<SubmitResult> {
  const { state, delivery, triggers } = context;
  const view = openModal(context, user, view_id);
  enterValues(view, values);
  const errors = inputErrors(view);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const payload = {
    type: 'view_submission',
    ...interactionBase(state, user),
    trigger_id: triggers.issue({ user }),
    view: wireView(view),
    response_urls: responseUrls(context, view),
  };
  const answer = await delivery.request('interactive', payload);
  if (!answer.ok) {
    notice(state, user, 'We had some trouble connecting. Try again?');
    return { ok: false, error: answer.reason ?? 'http_error' };
  }
  return followAnswer(context, view, objectOf(answer.body));
}

function followAnswer({ state }: PeopleContext, view: View, answer: JsonObject): SubmitResult {
  const { user } = view;
  const stack = stackOf(state, user);
  const action = answer.response_action;
  if (action === undefined) {
    setStack(state, user, stack.slice(0, Math.max(0, stack.indexOf(view))));
    return { ok: true };
  }
  if (action === 'clear') {
    setStack(state, user, []);
    return { ok: true };
  }
  if (action === 'errors') return followErrors(view, answer.errors);
  const fault = (error: string): SubmitResult => {
    notice(state, user, 'We had some trouble connecting. Try again?');
    return { ok: false, error };
  };
  if ((action !== 'update' && action !== 'push') || !isObject(answer.view)) return fault('invalid_response_action');
  const complaints = checkView(answer.view);
  if (complaints.length > 0) return fault(complaints.map(complaintText).join('; '));
  if (action === 'update') {
    updateView(state, view, answer.view);
    setStack(state, user, stack);
  } else if (stack.length >= maxStack) return fault('push_limit_reached');
  else setStack(state, user, [...stack, newView(state, user, answer.view, stack.at(-1))]);
  return { ok: true };
}

/** Errors must name blocks of the view, or Slack cannot show them. */
function followErrors(view: View, answered: unknown): SubmitResult {
  const entries = Object.entries(objectOf(answered)).map(([id, text]) => [id, String(text)] as const);
  const unknown = entries.find(([id]) => !view.blocks.some((block) => block.block_id === id && block.type === 'input'));
  if (entries.length === 0 || unknown) return { ok: false, error: `errors for no input block: ${unknown?.[0] ?? ''}` };
  return { ok: false, errors: Object.fromEntries(entries) };
}

/** A response_url into the chosen conversation, for selects that request one. */
function responseUrls(context: PeopleContext, view: View): JsonObject[] {
  return elementsOf(view.blocks).flatMap(({ block, element }) => {
    if (element.response_url_enabled !== true) return [];
    const block_id = String(block.block_id);
    const action_id = String(element.action_id);
    const chosen = view.values[block_id]?.[action_id];
    const channel_id = chosen?.selected_conversation ?? chosen?.selected_channel;
    if (typeof channel_id !== 'string') return [];
    const response_url = context.responseUrls.create('app', { user: view.user, channel: channel_id });
    return [{ block_id, action_id, channel_id, response_url }];
  });
}

/**
 * A person closes a modal and all modals above it; with `clear_on_close` the whole stack.
 * @throws PersonError when it is not open
 */
export async function close(context: PeopleContext, { user, view_id }: Omit<Submission, 'values'>): Promise<void> {
  const { state, delivery } = context;
  const view = openModal(context, user, view_id);
  const stack = stackOf(state, user);
  const is_cleared = view.source.clear_on_close === true;
  const left = is_cleared ? [] : stack.slice(0, stack.indexOf(view));
  const removed = stack.slice(left.length);
  setStack(state, user, left);
  for (const closed of removed.reverse()) {
    if (closed.source.notify_on_close !== true) continue;
    const payload = { type: 'view_closed', ...interactionBase(state, user), view: wireView(closed), is_cleared };
    await delivery.request('interactive', payload);
  }
}
