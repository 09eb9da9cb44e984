import { isObject, type JsonObject, listOf } from '../json-value.ts';
import { post } from '../messages.ts';
import { ids } from '../seed.ts';
import { keep } from '../state.ts';
import { wireFile } from '../wire-message.ts';
import { joinedChannel } from './access.ts';
import { botMessage, threadTs } from './chat-write.ts';
import { messageContent } from './message-content.ts';
import { type MethodContext, type Methods, required, SlackApiError } from './method.ts';

const filesKept = 50;
/** Characters of the description of a picture. */
const longestAlt = 1000;

/** The two-step upload. @see https://docs.slack.dev/messaging/working-with-files#uploading_files */
export const files: Methods = {
  'files.getUploadURLExternal': {
    tier: 4,
    scopes: ['files:write'],
    run(context, args) {
      const { state } = context;
      const name = required(args, 'filename');
      const length = Number(required(args, 'length'));
      if (!Number.isInteger(length) || length < 1) throw new SlackApiError('invalid_arguments');
      const alt = typeof args.alt_txt === 'string' ? args.alt_txt : undefined;
      if (alt !== undefined && alt.length > longestAlt) throw new SlackApiError('alt_txt_too_large');
      const id = state.newId('F');
      const created_s = Math.floor(state.now() / 1000);
      keep(
        state.files,
        id,
        { id, name, title: name, user: ids.botUser, created_s, length, complete: false, ...(alt && { alt }) },
        filesKept,
      );
      return { upload_url: `${context.baseUrl()}/upload/v1/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    tier: 4,
    scopes: ['files:write'],
    run(context, args) {
      const { state } = context;
      const given = listOf(args.files).filter(isObject);
      if (given.length === 0) throw new SlackApiError('invalid_arguments');
      const uploaded = given.map((file) => finished(context, file));
      const wire = uploaded.map((id) => wireFile(state, id));
      if (typeof args.channel_id !== 'string') return { files: wire };
      const channel = joinedChannel(context, args.channel_id);
      if (channel.is_archived) throw new SlackApiError('is_archived');
      const content = messageContent(state, { text: args.initial_comment, blocks: args.blocks });
      post(state, {
        ...botMessage(channel.id, content),
        ...threadTs(channel, args.thread_ts),
        subtype: 'file_share',
        files: uploaded,
      });
      return { files: wire };
    },
  },
};

function finished(context: MethodContext, { id, title }: JsonObject): string {
  const file = context.state.files.get(String(id));
  if (file?.content === undefined) throw new SlackApiError('file_not_found');
  file.complete = true;
  if (typeof title === 'string' && title !== '') file.title = title;
  return file.id;
}
