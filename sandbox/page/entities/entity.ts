import type { EntityCustomField, EntityMetadata, EntityTypedField } from '@slack/types';

/** A field of a Work Object, standard or custom. */
export interface EntityField extends Omit<Partial<EntityCustomField>, 'value'> {
  key: string;
  label: string;
  value?: unknown;
  user?: EntityTypedField['user'];
}

/** Whether the value is a Work Object that can be rendered. */
export function isEntity(value: unknown): value is EntityMetadata {
  const entity = value as Partial<EntityMetadata> | null | undefined;
  return typeof entity?.entity_payload?.attributes?.title?.text === 'string';
}

/**
 * The number of comments that the app counted; `undefined` where the Work Object has none to offer. The types of 3.2 lack it.
 * @see https://docs.slack.dev/messaging/work-objects-comments
 */
export function commentCount(entity: EntityMetadata): number | undefined {
  return (entity as EntityMetadata & { entity_comments?: { count: number } }).entity_comments?.count;
}

/** Standard and custom fields, in the app's order; empty ones are left out. */
export function fieldsOf(entity: EntityMetadata): EntityField[] {
  const { fields = {}, custom_fields = [], display_order = [] } = entity.entity_payload;
  const known = Object.entries(fields).map(([key, field]) => ({ label: words(key), ...field, key }) as EntityField);
  const all = [...known, ...custom_fields].filter((field) => field.value !== '' || field.user !== undefined);
  const place = (field: { key: string }) =>
    display_order.includes(field.key) ? display_order.indexOf(field.key) : all.length;
  return all.sort((left, right) => place(left) - place(right));
}

/** `date_created` as `Date created`. */
function words(key: string): string {
  const spaced = key.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
