import { isObject, type JsonObject } from '../json-value.ts';
import { checkEntity } from '../limits/entity.ts';
import { checkBlocks } from '../limits.ts';
import { change } from '../messages.ts';
import type { Attachment, Message } from '../model.ts';
import type { SlackState } from '../state.ts';
import { storedBlocks } from '../stored-blocks.ts';
import { type Methods, refuse, required, SlackApiError } from './method.ts';

type Unfurls = Map<string, { blocks?: JsonObject[]; entity?: JsonObject; rest: JsonObject }>;

/** Parses `unfurls` and `metadata`, by URL. @throws SlackApiError */
function readUnfurls(state: SlackState, args: JsonObject): Unfurls {
  const unfurls: Unfurls = new Map();
  if (args.unfurls === undefined && args.metadata === undefined) throw new SlackApiError('missing_unfurls');
  if (args.unfurls !== undefined) {
    if (!isObject(args.unfurls)) throw new SlackApiError('invalid_unfurls_format');
    for (const [url, unfurl] of Object.entries(args.unfurls)) {
      if (!isObject(unfurl)) throw new SlackApiError('cannot_parse_attachment');
      const { blocks, preview: _preview, ...rest } = unfurl;
      if (blocks === undefined) unfurls.set(url, { rest });
      else {
        refuse(
          checkBlocks(blocks, 'unfurl', `/unfurls/${url.replaceAll('~', '~0').replaceAll('/', '~1')}/blocks`),
          'invalid_blocks',
        );
        unfurls.set(url, { blocks: storedBlocks(blocks as unknown[], state.newShortId), rest });
      }
    }
  }
  if (args.metadata !== undefined) {
    const entities = isObject(args.metadata) ? args.metadata.entities : undefined;
    if (!Array.isArray(entities)) throw new SlackApiError('invalid_metadata_format');
    for (const [index, entity] of entities.entries()) {
      refuse(checkEntity(entity, true, `/metadata/entities/${index}`), 'error_processing_metadata');
      if (!isObject(entity)) continue;
      const url = String(entity.app_unfurl_url);
      unfurls.set(url, { rest: {}, ...unfurls.get(url), entity });
    }
  }
  return unfurls;
}

/** @throws SlackApiError when a URL was not in the message, or its event was never acknowledged */
function checkUrls(unfurls: Unfurls, links: Message['links']): void {
  for (const url of unfurls.keys()) {
    const link = links.find((one) => one.url === url);
    if (link === undefined) throw new SlackApiError('cannot_unfurl_message');
    if (link.unacknowledged) throw new SlackApiError('cannot_unfurl_url');
  }
}

/** A second unfurl of the same URL replaces the first. */
function attach(message: Message, unfurls: Unfurls): Attachment[] {
  const attachments = [...message.attachments];
  for (const [url, unfurl] of unfurls) {
    const index = attachments.findIndex((attachment) => attachment.app_unfurl_url === url);
    const id = index === -1 ? Math.max(0, ...attachments.map((one) => one.id)) + 1 : (attachments[index]?.id ?? 1);
    const attachment = { id, from_url: url, app_unfurl_url: url, is_app_unfurl: true, ...unfurl };
    if (index === -1) attachments.push(attachment);
    else attachments[index] = attachment;
  }
  return attachments;
}

/** @see https://docs.slack.dev/reference/methods/chat.unfurl */
export const chatUnfurl: Methods = {
  'chat.unfurl': {
    tier: 3,
    scopes: ['links:write'],
    run(context, args) {
      const { state } = context;
      const unfurls = readUnfurls(state, args);
      const byId = args.unfurl_id !== undefined || args.source !== undefined;
      const id = byId ? required(args, 'unfurl_id', 'missing_unfurl_id') : required(args, 'ts', 'missing_ts');
      const source = byId ? required(args, 'source', 'missing_source') : undefined;
      if (source !== undefined && source !== 'composer' && source !== 'conversations_history')
        throw new SlackApiError('invalid_source');
      const room = byId ? undefined : required(args, 'channel', 'missing_channel');
      if (source === 'composer' || room === 'COMPOSER') {
        const preview = state.previews.get(id);
        if (preview === undefined) throw new SlackApiError('invalid_unfurl_id');
        checkUrls(unfurls, preview.links);
        for (const [url, { blocks, entity }] of unfurls)
          state.changes.emit({ kind: 'preview', user: preview.user, url, blocks, entity });
        return {};
      }
      const message = room === undefined ? byUnfurlId(state, id) : state.channels.get(room)?.messages.get(id);
      // The bot need not be a member: link events come from every channel.
      if (room !== undefined && !state.channels.has(room)) throw new SlackApiError('cannot_find_channel');
      if (message === undefined) throw new SlackApiError(byId ? 'invalid_unfurl_id' : 'cannot_find_message');
      checkUrls(unfurls, message.links);
      change(state, message, { attachments: attach(message, unfurls) });
      return {};
    },
  },
};

function byUnfurlId(state: SlackState, id: string): Message | undefined {
  for (const channel of state.channels.values())
    for (const message of channel.messages.values()) if (message.unfurl_id === id) return message;
  return undefined;
}
