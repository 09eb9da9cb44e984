import { isObject, type JsonObject, textOf } from './json-value.ts';
import { change, post, remove } from './messages.ts';
import type { Message } from './model.ts';
import { ids } from './seed.ts';
import { keep, type SlackState } from './state.ts';
import { botMessage, threadTs, updatePatch } from './web-api/chat-write.ts';
import { isEmpty, messageContent } from './web-api/message-content.ts';
import { SlackApiError } from './web-api/method.ts';
import { isTrue } from './web-api/request-arguments.ts';

/** Destination of a response. */
export interface ResponseTarget {
  user: string;
  channel: string;
  /** The message that was acted on; a response can replace it. */
  original?: Message;
  /** The thread of that message; the ephemeral response goes there too. */
  thread_ts?: string;
}

export interface ResponseUrls {
  /** @param kind `commands`, `actions` or `app` */
  create(kind: string, target: ResponseTarget): string;
  /** Answers a POST to a path that starts with `/commands/`, `/actions/` or `/app/`. */
  use(path: string, body: unknown): { status: number; body: string };
}

const maxUses = 5;
const lifetimeMs = 30 * 60_000;

/** @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export function createResponseUrls(state: SlackState, baseUrl: () => string): ResponseUrls {
  const created = new Map<string, { target: ResponseTarget; atMs: number; uses: number }>();
  return {
    create(kind, target) {
      const path = `/${kind}/${ids.team}/${Math.floor(state.now())}/${state.newSecret(24)}`;
      keep(created, path, { target, atMs: state.now(), uses: 0 }, 2000);
      return baseUrl() + path;
    },
    use(path, body) {
      const found = created.get(path);
      const refused = (status: number, error: string) => ({ status, body: JSON.stringify({ ok: false, error }) });
      if (found === undefined) return refused(404, 'no_service');
      if (state.now() - found.atMs > lifetimeMs) return refused(404, 'expired_url');
      if (found.uses >= maxUses) return refused(404, 'used_url');
      found.uses += 1;
      try {
        respond(state, found.target, isObject(body) ? body : { text: body });
        return { status: 200, body: 'ok' };
      } catch (error) {
        if (error instanceof SlackApiError) return refused(400, error.code);
        throw error;
      }
    },
  };
}

/**
 * Carries out a response to a command or an interaction. The app need not be a member of the channel.
 * @throws SlackApiError when the content is invalid
 */
export function respond(state: SlackState, target: ResponseTarget, args: JsonObject): void {
  const channel = state.channels.get(target.channel);
  if (channel === undefined) throw new SlackApiError('channel_not_found');
  if (channel.is_archived) throw new SlackApiError('is_archived');
  const content = messageContent(state, args, true);
  const original = target.original && channel.messages.get(target.original.ts);
  // A person's own message, for example one with an unfurl, cannot be replaced.
  const replaceable = original?.bot_id === ids.bot ? original : undefined;
  if (isTrue(args.delete_original)) {
    if (replaceable) remove(state, replaceable);
    if (isEmpty(content)) return;
  }
  if (isEmpty(content)) throw new SlackApiError('no_text');
  if (isTrue(args.replace_original) && replaceable) {
    change(state, replaceable, { blocks: [], ...updatePatch(state, content) });
    return;
  }
  const inChannel = args.response_type === 'in_channel';
  const given = textOf(args.thread_ts);
  const thread = given === undefined && !inChannel ? { thread_ts: target.thread_ts } : threadTs(channel, given);
  const message = { ...botMessage(channel.id, content), ...thread, subtype: 'bot_message' };
  post(state, inChannel ? message : { ...message, ephemeral_to: target.user });
}
