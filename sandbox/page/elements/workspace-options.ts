import type { PageChannel, SandboxState } from '../../page-api.ts';
import type { ElementLike } from '../forms/element-value.ts';
import type { PickerOption } from './picker-option.ts';

/** The options of a select of people, channels or conversations. Conversations honour the element's `filter`. */
export function workspaceOptions(element: ElementLike, workspace: SandboxState): PickerOption[] {
  if (element.type.endsWith('users_select')) {
    return workspace.users
      .filter((user) => !user.is_bot)
      .map((user) => ({
        key: user.id,
        text: user.real_name || user.name,
        description: `@${user.name}`,
        source: user.id,
      }));
  }
  const { include, exclude_external_shared_channels: noShared } = (element.filter ?? {}) as Record<string, unknown>;
  const kinds = Array.isArray(include) ? include : undefined;
  const wanted = element.type.endsWith('channels_select')
    ? (channel: PageChannel) => !channel.is_im && !channel.is_private
    : (channel: PageChannel) =>
        (kinds?.includes(kindOf(channel)) ?? true) && !(noShared === true && channel.is_ext_shared === true);
  return workspace.channels
    .filter((channel) => !channel.is_archived && wanted(channel))
    .map((channel) => ({
      key: channel.id,
      text: channel.is_im ? channel.name : `#${channel.name}`,
      source: channel.id,
    }));
}

function kindOf(channel: PageChannel): string {
  if (channel.is_im) return 'im';
  return channel.is_private ? 'private' : 'public';
}
