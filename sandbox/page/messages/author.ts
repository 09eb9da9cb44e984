import type { PageMessage, SandboxState } from '../../page-api.ts';

export interface Author {
  id: string;
  name: string;
  isApp: boolean;
}

/** The name of a message's author. */
export function authorOf(message: PageMessage, workspace: SandboxState): Author {
  const { app, users } = workspace;
  const isApp = message.bot_id !== undefined || message.user === app.bot_user_id;
  if (isApp) return { id: app.id, name: app.name, isApp };
  const user = users.find((other) => other.id === message.user);
  return { id: message.user ?? '', name: user?.real_name || user?.name || message.user || 'Unknown user', isApp };
}
