import type { JsonObject } from './json-value.ts';
import type { CommentsShown, Message, View } from './model.ts';

/** A change of the workspace. Clients and the app's events follow from it. */
export type Change =
  | { kind: 'posted'; message: Message }
  | { kind: 'changed'; message: Message; previous: Message }
  /** Only counts of a thread's parent changed: clients redraw, the app gets no event. */
  | { kind: 'redrawn'; message: Message }
  | { kind: 'deleted'; message: Message }
  | { kind: 'reacted'; message: Message; user: string; name: string; added: boolean }
  | { kind: 'views'; user: string; views: View[] }
  | { kind: 'home'; user: string; view: View }
  | { kind: 'channel'; channel: string }
  | { kind: 'joined'; channel: string; user: string; inviter?: string }
  | { kind: 'archived' | 'unarchived' | 'renamed' | 'created'; channel: string; user: string }
  | { kind: 'left'; channel: string; user: string }
  | { kind: 'shared'; channel: string }
  | { kind: 'uninstalled' }
  | { kind: 'preview'; user: string; url: string; blocks?: JsonObject[]; entity?: JsonObject }
  | { kind: 'comments'; user: string; comments: CommentsShown }
  | { kind: 'flexpane'; user: string; entity?: JsonObject; error?: JsonObject }
  | { kind: 'notice'; user: string; text: string };

export interface Changes {
  emit(change: Change): void;
  /** @returns a function that removes the listener */
  on(listener: (change: Change) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    emit(change) {
      for (const listener of [...listeners]) listener(change);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
