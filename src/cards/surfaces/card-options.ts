import type { ButtonName } from '../../actions.ts';
import type { IncidentLinks } from '../../incidents/console-links.ts';

/** What a card of an incident needs to know besides the incident. */
export interface CardOptions {
  /** Epoch milliseconds. */
  now: number;
  links: IncidentLinks;
  /** What the app can do here: a button is drawn only for what is in it. */
  actions: ReadonlySet<ButtonName>;
  /** Whether this channel watches the incident: decides between Watch and Stop watching. */
  watched?: boolean;
}
