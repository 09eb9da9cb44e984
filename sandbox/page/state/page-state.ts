import type { PageMessage, PageView, PanelIncident, SandboxState } from '../../page-api.ts';

/** What the main column shows. */
export type Place = { kind: 'channel'; channel: string } | { kind: 'home' };

/** What the side column shows. */
export type Side =
  | { kind: 'thread'; channel: string; ts: string }
  | { kind: 'flexpane'; url: string; loading: boolean; entity?: unknown; error?: unknown; channel: string; ts: string };

export interface LinkPreview {
  url: string;
  blocks?: unknown[] | undefined;
  entity?: unknown;
}

export interface Notice {
  id: number;
  text: string;
}

export interface PageState {
  /** Absent until the server has answered. */
  workspace: SandboxState | undefined;
  /** The id of the user whom the visitor acts as. */
  person: string;
  place: Place;
  side: Side | undefined;
  /** By channel, oldest first; absent where they were not asked for yet. */
  messages: Readonly<Record<string, readonly PageMessage[]>>;
  /** Messages that came to channels which are not shown. */
  unread: Readonly<Record<string, number>>;
  /** The stack of modals, the top one last. */
  views: readonly PageView[];
  home: PageView | undefined;
  previews: readonly LinkPreview[];
  incidents: readonly PanelIncident[];
  notices: readonly Notice[];
  connection: 'connecting' | 'live' | 'lost';
}

export const emptyPage: PageState = {
  workspace: undefined,
  person: '',
  place: { kind: 'channel', channel: '' },
  side: undefined,
  messages: {},
  unread: {},
  views: [],
  home: undefined,
  previews: [],
  incidents: [],
  notices: [],
  connection: 'connecting',
};
