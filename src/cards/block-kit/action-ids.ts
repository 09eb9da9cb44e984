import type { ButtonName } from '../../actions.ts';

/** Ids of elements that are no button of one incident. */
export const elementIds = {
  /** The menu of a card; that of the button that opens the rest as well. */
  more: 'incident:more',
  /** Value: an opaque place in the timeline. */
  timelineOlder: 'incident:timeline-older',
  timelineNewer: 'incident:timeline-newer',
  /** Value: an opaque place in the list. */
  listPage: 'incident:list-page',
  help: 'incident:help',
  /** A menu of incidents. Its block id says what is done with the one that is chosen. */
  pick: 'incident:pick',
  homeRefresh: 'home:refresh',
} as const;

/**
 * The action id of a button. Entries of an overflow menu have the one action id `incident:more`; their value names the
 * action (`button-value.ts`).
 */
export const actionId = <Name extends ButtonName>(name: Name) => `incident:${name}` as const;

/** Callback ids of the modals. */
export const callbackIds = {
  loading: 'incident:loading',
  details: 'incident:details',
  timeline: 'incident:timeline',
  related: 'incident:related',
  note: 'incident:note',
  edit: 'incident:edit',
  start: 'incident:start',
  addRelated: 'incident:related-add',
  engage: 'incident:engage',
  approve: 'incident:approve',
  pick: 'incident:pick',
  more: 'incident:more',
} as const;
