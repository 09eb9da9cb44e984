import type { SandboxState } from '../../page-api.ts';

export type MentionTarget =
  | { kind: 'user'; id: string; label?: string | undefined }
  | { kind: 'channel'; id?: string | undefined; name?: string | undefined }
  | { kind: 'usergroup'; id: string; label?: string | undefined }
  | { kind: 'broadcast'; name: string };

/** The text of a mention: the present name, else the name in the text, else the id. */
export function mentionName(target: MentionTarget, workspace: SandboxState): string {
  switch (target.kind) {
    case 'user': {
      const name = workspace.users.find((user) => user.id === target.id)?.name;
      return `@${name ?? (target.label || target.id)}`;
    }
    case 'channel': {
      const name = workspace.channels.find((channel) => channel.id === target.id)?.name;
      return `#${name || target.name || target.id}`;
    }
    case 'usergroup': {
      const handle = workspace.usergroups.find((group) => group.id === target.id)?.handle;
      return `@${(handle ?? target.label ?? target.id).replace(/^@/, '')}`;
    }
    case 'broadcast':
      return `@${target.name}`;
  }
}
