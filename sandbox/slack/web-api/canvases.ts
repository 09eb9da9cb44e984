import { type Canvas, longestMarkdown, refusedMarkdown, renewed, sectionsOf } from '../canvases.ts';
import { isObject, type JsonObject, objectOf, parseJson, textOf } from '../json-value.ts';
import { joinedChannel } from './access.ts';
import { type MethodContext, type Methods, required, SlackApiError } from './method.ts';

/** An argument that is an object or a list, or its JSON in a form. */
const structured = (value: unknown): unknown => (typeof value === 'string' ? parseJson(value) : value);

function markdownIn(content: unknown, failed: string): string {
  const { type, markdown } = objectOf(structured(content));
  if (content === undefined) return '';
  if (type !== 'markdown' || typeof markdown !== 'string') throw new SlackApiError('invalid_arguments');
  if (markdown.length > longestMarkdown) throw new SlackApiError(failed, { detail: 'Markdown is too long' });
  const detail = refusedMarkdown(markdown);
  if (detail !== undefined) throw new SlackApiError(failed, { detail });
  return markdown;
}

function canvasNamed({ state }: MethodContext, args: JsonObject): Canvas {
  const canvas = state.canvases.get(required(args, 'canvas_id', 'canvas_not_found'));
  if (canvas === undefined) throw new SlackApiError('canvas_not_found');
  return canvas;
}

function create(context: MethodContext, args: JsonObject, channel: string | undefined): JsonObject {
  const { state } = context;
  const room = channel === undefined ? undefined : joinedChannel(context, channel);
  if (room?.is_archived) throw new SlackApiError('is_archived');
  const sections = sectionsOf(state, markdownIn(args.document_content, 'canvas_creation_failed'));
  const canvas = { id: state.newId('F'), title: textOf(args.title) ?? '', ...(room && { channel: room.id }), sections };
  state.canvases.set(canvas.id, canvas);
  if (room) state.changes.emit({ kind: 'channel', channel: room.id });
  return { canvas_id: canvas.id };
}

function edit(context: MethodContext, canvas: Canvas, change: JsonObject): void {
  const { state } = context;
  const { operation, section_id: section } = change;
  const added = sectionsOf(state, markdownIn(change.document_content, 'canvas_editing_failed'));
  const at = canvas.sections.findIndex(({ id }) => id === section);
  const before = canvas.sections.slice(0, Math.max(0, at));
  const after = canvas.sections.slice(at + 1);
  const [here] = canvas.sections.slice(at, at + 1);
  if (typeof section === 'string' && at < 0) throw new SlackApiError('canvas_editing_failed', { detail: 'section' });
  const all: Record<string, () => Canvas['sections']> = {
    insert_at_start: () => [...added, ...canvas.sections],
    insert_at_end: () => [...canvas.sections, ...added],
    insert_before: () => [...before, ...added, ...(here ? [here] : []), ...after],
    insert_after: () => [...before, ...(here ? [here] : []), ...added, ...after],
    // Without a section, all of it.
    replace: () => (section === undefined ? added : [...before, ...added, ...after]),
    delete: () => [...before, ...after],
  };
  const result = all[String(operation)];
  if (result === undefined) throw new SlackApiError('invalid_arguments');
  canvas.sections = renewed(state, result());
  if (canvas.channel !== undefined) state.changes.emit({ kind: 'channel', channel: canvas.channel });
}

/** Canvases. @see https://docs.slack.dev/reference/methods?family=canvases */
export const canvases: Methods = {
  'canvases.create': {
    tier: 2,
    scopes: ['canvases:write'],
    run: (context, args) => create(context, args, textOf(args.channel_id)),
  },
  'conversations.canvases.create': {
    tier: 2,
    scopes: ['canvases:write'],
    run(context, args) {
      const channel = required(args, 'channel_id', 'channel_not_found');
      const taken = [...context.state.canvases.values()].some((one) => one.channel === channel);
      if (taken) throw new SlackApiError('channel_canvas_already_exists');
      return create(context, args, channel);
    },
  },
  'canvases.edit': {
    tier: 3,
    scopes: ['canvases:write'],
    run(context, args) {
      const canvas = canvasNamed(context, args);
      const changes = structured(args.changes);
      // One at a time.
      if (!Array.isArray(changes) || changes.length !== 1 || !isObject(changes[0]))
        throw new SlackApiError('invalid_arguments');
      edit(context, canvas, changes[0]);
      return {};
    },
  },
  'canvases.sections.lookup': {
    tier: 3,
    scopes: ['canvases:read'],
    run(context, args) {
      const canvas = canvasNamed(context, args);
      const { contains_text: wanted, section_types: types } = objectOf(structured(args.criteria));
      if (typeof wanted !== 'string' && !Array.isArray(types)) throw new SlackApiError('invalid_arguments');
      const kind = (markdown: string) => /^(#{1,3}) /.exec(markdown)?.[1]?.length;
      const fits = ({ markdown }: Canvas['sections'][number]) =>
        (typeof wanted !== 'string' || markdown.includes(wanted)) &&
        (!Array.isArray(types) || types.includes(`h${kind(markdown)}`) || types.includes('any_header'));
      return { sections: canvas.sections.filter(fits).map(({ id }) => ({ id })) };
    },
  },
  'canvases.access.set': {
    tier: 3,
    scopes: ['canvases:write'],
    run(context, args) {
      canvasNamed(context, args);
      if (!['read', 'write'].includes(String(args.access_level))) throw new SlackApiError('invalid_parameters');
      if ((args.user_ids === undefined) === (args.channel_ids === undefined))
        throw new SlackApiError('invalid_parameters');
      return {};
    },
  },
};
