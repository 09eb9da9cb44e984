import type { EmbeddedSlack } from '../embedded-slack.ts';
import type { JsonObject } from '../json-value.ts';
import type { EmbeddedSlackOptions } from '../options.ts';
import type { SocketServer } from '../to-app/socket-server.ts';
import type { Grant } from './grants.ts';

export interface EmbeddedWorkspacesOptions extends EmbeddedSlackOptions {
  /** A letter for each workspace: it ends the workspace's ids. */
  workspaces: readonly string[];
  /** The workspaces of the organisation. */
  organisation?: readonly string[];
  /** Scopes that a person may untick. */
  optionalScopes?: readonly string[];
  /** Whether tokens are rotated. */
  rotation?: boolean;
}

/** One of the workspaces, with its ids as the app sees them. */
export interface EmbeddedWorkspace {
  id: string;
  slack: EmbeddedSlack;
  /** What the app sees of a seeded id, of `ids`. */
  seen(id: string): string;
}

/** A call whose answer is kept back. */
export interface PausedCall {
  /** Resolves once the call was made. */
  reached: Promise<void>;
  /** Lets it be answered. */
  resume(): void;
}

/** Several workspaces, and an organisation, where an app is installed by OAuth. */
export interface EmbeddedWorkspaces {
  url: string;
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  /** Opens connections in Socket Mode. */
  appToken: string;
  /** The app's connections in Socket Mode: what all workspaces send comes by them. */
  sockets: Pick<SocketServer, 'count' | 'refresh' | 'drop'>;
  /** The id of the organisation. */
  organisation: string;
  workspaces: readonly EmbeddedWorkspace[];
  setAppUrl(url: string): void;
  /** A person agrees on the page that the app sent them to. @returns the address that Slack sends them to */
  agree(authorizeUrl: string, place: string, without?: readonly string[]): Promise<string>;
  /**
   * An admin of the organisation adds the app to workspaces, or removes it: an installation for the organisation alone adds
   * it to none. Sends the event.
   */
  setTeamAccess(teams: readonly string[], isGranted: boolean, atMs?: number): Promise<void>;
  /** Revokes the app's token in a workspace or the organisation, and sends the events in this order. */
  uninstall(place: string, events?: readonly string[], atMs?: number): Promise<void>;
  /** Sends an event of a workspace as it is. */
  send(event: JsonObject, place: string, more?: JsonObject): Promise<number>;
  /** Keeps back the answer of the next call of a method in a workspace, which is done and is waiting to be answered. */
  pause(method: string, workspace: string): PausedCall;
  /** The live token of a workspace or the organisation. */
  grantOf(place: string): Grant | undefined;
  /** The tokens with which methods were called: `chat.postMessage xoxb-…`. */
  calls: string[];
  /** The calls that were refused for their token, in the same form. */
  refusals: string[];
  close(): Promise<void>;
}
