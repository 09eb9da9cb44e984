import type { PageComments, PageMessage, PageView, PanelIncident, SandboxState } from '../../page-api.ts';

/** The content of the main column. */
export type Place = { kind: 'channel'; channel: string } | { kind: 'home' };

/** The content of the side column. */
export type Side =
  | { kind: 'thread'; channel: string; ts: string }
  | {
      kind: 'flexpane';
      url: string;
      loading: boolean;
      entity?: unknown;
      error?: unknown;
      /** Absent until the app has answered. */
      comments?: PageComments;
      channel: string;
      ts: string;
    };

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
  /** The id of the acting user. */
  person: string;
  place: Place;
  side: Side | undefined;
  /** By channel, oldest first; absent until requested. */
  messages: Readonly<Record<string, readonly PageMessage[]>>;
  /** Unread messages in channels that are not shown. */
  unread: Readonly<Record<string, number>>;
  /** The stack of modals, bottom first. */
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
