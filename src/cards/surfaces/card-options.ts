import type { ButtonName } from '../../actions/actions.ts';
import type { IncidentLinks } from '../../incidents/links/console-links.ts';

/** The options of an incident card. */
export interface CardOptions {
  /** Epoch milliseconds. */
  now: number;
  links: IncidentLinks;
  /** The available actions. Only these get a button. */
  actions: ReadonlySet<ButtonName>;
  /** Whether this channel watches the incident: decides between Watch and Stop watching. */
  watched?: boolean;
}
