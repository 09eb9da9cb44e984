import { isObject, type JsonObject, objectOf } from '../json-value.ts';
import type { Message } from '../model.ts';
import { maySee } from '../page-events.ts';
import type { SlackState } from '../state.ts';

/** A Work Object's `external_ref`. The same id with another type is another object. */
export interface ExternalRef {
  id: string;
  type?: string;
}

/**
 * The related conversations of a Work Object: the messages that carry it, posted or unfurled, as far as a person may see
 * them; the newest first.
 * @see https://docs.slack.dev/messaging/work-objects-overview#related-conversations
 */
export function relatedMessages(state: SlackState, user: string, ref: ExternalRef): Message[] {
  const isAbout = (entity: JsonObject | undefined) => {
    const { id, type } = objectOf(entity?.external_ref);
    return id === ref.id && type === ref.type;
  };
  const carries = ({ entities = [], attachments }: Message) =>
    [...entities, ...attachments.map(({ entity }) => entity)].filter(isObject).some(isAbout);
  return [...state.channels.values()]
    .flatMap(({ messages }) => [...messages.values()])
    .filter((message) => message.ephemeral_to === undefined && carries(message) && maySee(state, user, message))
    .sort((one, other) => (one.ts > other.ts ? -1 : 1));
}
