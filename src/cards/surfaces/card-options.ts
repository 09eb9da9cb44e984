import type { IncidentLinks } from '../../incidents/console-links.ts';
import type { ActionName } from '../block-kit/action-ids.ts';

/** What a card of an incident needs to know besides the incident. */
export interface CardOptions {
  /** Epoch milliseconds. */
  now: number;
  links: IncidentLinks;
  /** What the app can do here: a button is drawn only for what is in it. */
  actions: ReadonlySet<ActionName>;
  /** Whether this channel watches the incident: decides between Watch and Unwatch. */
  watched?: boolean;
}
