import type { Asker } from './asker.ts';
import type { Editor } from './permissions.ts';

/** Something a person did in Slack that may change an incident. */
export interface Interaction {
  asker: Asker;
  /** Tells it from all others; the same when its job is delivered again. */
  key: string;
  /** When Slack's request came, in epoch milliseconds. */
  atMs: number;
}

/** An interaction of somebody who may write. */
export interface Doing extends Interaction {
  editor: Editor;
}
