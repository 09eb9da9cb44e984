/** What the table of actions (`actions.ts`) says of each. */

/** A button, or an entry in a card's `···` menu. */
export interface ButtonFacts {
  label: string;
  /** Its place under the card of an open and of a resolved incident, counted from 1. Absent: not on that card. */
  open?: number;
  resolved?: number;
  /** A click opens a modal, so it must run before Slack's trigger expires (3 s). */
  opensView?: true;
  /** A click makes a file, which takes long. */
  makesFile?: true;
  /** Drawn in Slack's primary style. */
  primary?: true;
  /** What Slack asks before it sends the click. */
  confirm?: { title: string; text: string; yes: string };
}

/** What follows `/incident`. */
export interface CommandFacts {
  /** How it is written, without `/incident`. */
  usage: string;
  /** What it does, in one short line of `/incident help`. */
  does: string;
  /** The part of `/incident help` it stands in. */
  group: HelpGroup;
  /** The arguments with which it opens a modal. */
  opensView?: RegExp;
  /** The arguments with which it makes a file. */
  makesFile?: RegExp;
  /** The arguments with which it only answers the requester, so that it waits for nothing that others do. */
  onlyAnswers?: RegExp;
}

export interface Action {
  /** Only incident editors may do it. */
  needsEditor?: true;
  button?: ButtonFacts;
  command?: CommandFacts;
}

/** The parts of `/incident help`, in order. */
export const helpGroups = { see: 'See', follow: 'Follow', act: 'Act', setUp: 'Set up' } as const;
export type HelpGroup = keyof typeof helpGroups;
