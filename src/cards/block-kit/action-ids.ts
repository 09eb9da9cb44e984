import type { ButtonName } from '../../actions/actions.ts';

/** Ids of elements other than an incident's buttons. */
export const elementIds = {
  /** The menu of a card; that of the button that opens the rest as well. */
  more: 'incident:more',
  /** Value: an opaque position in the timeline. */
  timelineOlder: 'incident:timeline-older',
  timelineNewer: 'incident:timeline-newer',
  /** Value: an opaque position in the list. */
  listPage: 'incident:list-page',
  help: 'incident:help',
  /** A menu of incidents. The block id says what to do with the chosen one. */
  pick: 'incident:pick',
  /** Slack's own button of a comment. Value: the id of the note. */
  deleteNote: 'incident:note-delete',
  homeRefresh: 'home:refresh',
} as const;

/**
 * The action id of a button. All options of an overflow menu share the action id `incident:more`; their value names the
 * action (`button-value.ts`).
 */
export const actionId = <Name extends ButtonName>(name: Name) => `incident:${name}` as const;

/** The action id of a link of the configuration, counted from 1. */
export const linkId = (place: number) => `incident:link-${place}`;

/** Whether a button only opens a link: Slack reports the click, which needs no answer. */
export const isLinkButton = (id: string): boolean => id === actionId('console') || /^incident:link-\d+$/.test(id);

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
  investigate: 'incident:investigate',
  pick: 'incident:pick',
  show: 'incident:show',
  more: 'incident:more',
} as const;
