import { inOrder } from '../parts/in-order.ts';
import { DateTime } from '../text/date-time.tsx';
import { Emojified } from '../text/emojified.tsx';
import { Markdown } from '../text/markdown.tsx';
import { Mention } from '../text/mention.tsx';
import { OutsideLink } from '../text/outside-link.tsx';
import type { EntityField } from './entity.ts';

const colors = new Set(['red', 'yellow', 'green', 'gray', 'blue']);
const timeKeys = new Set(['date_created', 'date_updated']);

/** A field's value, rendered by type: a tag, a time, a person, a link, a list, or text. */
export function EntityValue({ field }: { field: Omit<EntityField, 'key' | 'label'> & { key?: string } }) {
  const { value, type, user, tag_color: color, link } = field;
  if (user) return <EntityUser user={user} />;
  if (Array.isArray(value)) {
    return (
      <ul className="entity-list">
        {inOrder(value, (item: EntityField) => (
          <li>
            <EntityValue field={{ ...(field.item_type && { type: field.item_type }), ...item }} />
          </li>
        ))}
      </ul>
    );
  }
  if (field.entity_ref) return <OutsideLink href={field.entity_ref.entity_url}>{field.entity_ref.title}</OutsideLink>;
  if (typeof value === 'number' && (type === 'slack#/types/timestamp' || timeKeys.has(field.key ?? ''))) {
    return <DateTime unixSeconds={value} format="{date_short_pretty} at {time}" />;
  }
  const text = String(value ?? '');
  if (type === 'slack#/types/channel_id') return <Mention target={{ kind: 'channel', id: text }} />;
  if (type === 'slack#/types/link') return <OutsideLink href={text}>{text}</OutsideLink>;
  if (type === 'slack#/types/email') return <OutsideLink href={`mailto:${text}`}>{text}</OutsideLink>;
  if (color) return <span className={`tag tag-${colors.has(color) ? color : 'gray'}`}>{text}</span>;
  if (field.format === 'markdown') return <Markdown text={text} />;
  const words = <Emojified text={text} />;
  return link ? <OutsideLink href={link}>{words}</OutsideLink> : words;
}

function EntityUser({ user }: { user: NonNullable<EntityField['user']> }) {
  if ('user_id' in user) return <Mention target={{ kind: 'user', id: user.user_id }} />;
  return user.url ? <OutsideLink href={user.url}>{user.text}</OutsideLink> : user.text;
}
