import { isObject, type JsonObject } from '../json-value.ts';
import { checkEntity } from '../limits/entity.ts';
import { checkBlocks, maxBlocksText, textLength } from '../limits.ts';
import type { Attachment } from '../model.ts';
import type { SlackState } from '../state.ts';
import { storedBlocks } from '../stored-blocks.ts';
import { refuse, SlackApiError } from './method.ts';

/** Slack's limit on top-level text: longer text is truncated. */
const maxText = 40_000;
const maxMarkdownText = 12_000;
/** Slack has this limit and does not document its value. */
const maxMetadata = 16_000;
const maxAttachments = 100;

/** The content of a message in a call. Absent parts were not given. */
export interface MessageContent {
  text?: string;
  blocks?: JsonObject[];
  attachments?: Attachment[];
  /** `null`: remove the existing one. */
  metadata?: JsonObject | null;
  entities?: JsonObject[];
}

/**
 * Parses and validates the content arguments that posting methods share.
 * @param viaResponseUrl whether to skip the limit on the text of all blocks, which is not known to apply there
 * @throws SlackApiError
 */
export function messageContent(state: SlackState, args: JsonObject, viaResponseUrl = false): MessageContent {
  const content: MessageContent = {};
  const newId = state.newShortId;
  if (typeof args.text === 'string') content.text = args.text.slice(0, maxText);
  if (typeof args.markdown_text === 'string') {
    if (args.text || args.blocks) throw new SlackApiError('markdown_text_conflict');
    if (args.markdown_text.length > maxMarkdownText) throw new SlackApiError('msg_too_long');
    content.text = args.markdown_text;
  }
  if (args.blocks !== undefined && args.blocks !== '') {
    if (!Array.isArray(args.blocks)) throw new SlackApiError('invalid_blocks_format');
    refuse(checkBlocks(args.blocks, 'message'), 'invalid_blocks');
    if (!viaResponseUrl && textLength(args.blocks) > maxBlocksText) throw new SlackApiError('msg_blocks_too_long');
    content.blocks = storedBlocks(args.blocks, newId);
  }
  if (args.attachments !== undefined && args.attachments !== '') content.attachments = attachments(args, newId);
  readMetadata(args.metadata, content);
  return content;
}

function attachments(args: JsonObject, newId: () => string): Attachment[] {
  if (!Array.isArray(args.attachments) || !args.attachments.every(isObject))
    throw new SlackApiError('invalid_attachments');
  if (args.attachments.length > maxAttachments) throw new SlackApiError('too_many_attachments');
  return args.attachments.map((attachment: JsonObject, index) => {
    const { blocks, ...rest } = attachment;
    if (!Array.isArray(blocks)) return { id: index + 1, rest };
    refuse(checkBlocks(blocks, 'message', `/attachments/${index}/blocks`), 'invalid_attachments');
    return { id: index + 1, blocks: storedBlocks(blocks, newId), rest };
  });
}

function readMetadata(metadata: unknown, content: MessageContent): void {
  if (metadata === undefined || metadata === '') return;
  if (!isObject(metadata)) throw new SlackApiError('invalid_metadata_format');
  if (JSON.stringify(metadata).length > maxMetadata) throw new SlackApiError('metadata_too_large');
  const { entities, ...event } = metadata;
  if (entities !== undefined) {
    if (!Array.isArray(entities)) throw new SlackApiError('invalid_metadata_format');
    for (const [index, entity] of entities.entries())
      refuse(checkEntity(entity, false, `/metadata/entities/${index}`), 'invalid_metadata_format');
    content.entities = entities.filter(isObject);
  }
  if (Object.keys(event).length === 0) {
    if (entities === undefined) content.metadata = null;
    return;
  }
  if (typeof event.event_type !== 'string' || event.event_type === '' || !isObject(event.event_payload))
    throw new SlackApiError('invalid_metadata_schema');
  content.metadata = { event_type: event.event_type, event_payload: event.event_payload };
}

/** Whether there is any content. */
export const isEmpty = ({ text, blocks, attachments, entities }: MessageContent): boolean =>
  !text && !blocks?.length && !attachments?.length && !entities?.length;
