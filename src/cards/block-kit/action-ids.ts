/**
 * What people can do with buttons and menus. The action id is `incident:` and the name; one exception: an overflow menu
 * has the action id `incident:more` and its options name the action in their value (`button-value.ts`).
 */
export type ActionName =
  /** Read the record again and redraw the card. */
  | 'refresh'
  | 'timeline'
  | 'details'
  | 'watch'
  | 'unwatch'
  | 'note'
  | 'edit'
  | 'resolve'
  | 'reopen'
  | 'engage'
  | 'related'
  /** Add a related item. */
  | 'relate'
  | 'report'
  /** Approve or reject a runbook that waits for it. */
  | 'approve'
  /** Post the incident's card in this channel (unfurls, lists, App Home). */
  | 'open'
  /** Bring the channel's card down to the bottom. */
  | 'bring'
  /** Start an incident; where the button carries a plan, from that plan. */
  | 'start'
  /** A link button to the console: Slack reports the click, nothing is to be done. */
  | 'console';

/** Ids of elements that are no button of one incident. */
export const elementIds = {
  more: 'incident:more',
  /** Value: an opaque place in the timeline. */
  timelineOlder: 'incident:timeline-older',
  timelineNewer: 'incident:timeline-newer',
  /** Value: an opaque place in the list. */
  listPage: 'incident:list-page',
  homeRefresh: 'home:refresh',
} as const;

export const actionId = <Name extends ActionName>(name: Name) => `incident:${name}` as const;

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
} as const;
