/**
 * Everything people can do with the app, as data. The fronts, the cards, the permissions, the help and the docs follow
 * from this table; `test/actions/actions.test.ts` does each action in the running app and compares.
 */

import type { Action, ButtonFacts, CommandFacts } from './action-facts.ts';

const always = /^/;

/** In the order of `/incident help`. The names are part of action ids in messages that are already posted. */
export const actions = {
  show: {
    command: {
      usage: '<arn | console link | id>',
      does: 'shows the incident, or the OpsItem (oi-…), here and keeps its card current',
      group: 'see',
    },
  },
  /** Posts the incident's card in this channel: from unfurls, lists and App Home. */
  open: { button: { label: 'Show card here' } },
  list: {
    command: {
      usage: 'list [open | resolved | all] [words] [--csv [days]]',
      does: 'lists incidents, the most urgent first; finds them by words; or sends you a table',
      group: 'see',
      makesFile: /^--csv/i,
      onlyAnswers: always,
    },
  },
  catchup: {
    button: { label: 'Catch up', open: 7, resolved: 7 },
    command: {
      usage: 'catchup [<arn>]',
      does: 'shows you what happened since you last caught up, or since the start',
      group: 'see',
    },
  },
  timeline: {
    button: { label: 'Timeline', open: 8, resolved: 2, opensView: true },
    command: {
      usage: 'timeline [<arn>]',
      does: 'shows you the newest events of its timeline',
      group: 'see',
      onlyAnswers: always,
    },
  },
  details: { button: { label: 'Details', open: 9, resolved: 6, opensView: true } },
  related: {
    button: { label: 'Related', open: 15, resolved: 10, opensView: true },
    command: {
      usage: 'related <arn> [link or ARN] [title]',
      does: 'shows its related items, or adds one',
      group: 'see',
      opensView: always,
    },
  },
  report: {
    button: { label: 'Report', open: 16, resolved: 3, makesFile: true },
    command: {
      usage: 'report <arn>',
      does: 'puts it as one file into the thread of its card',
      group: 'see',
      makesFile: always,
    },
  },
  postmortem: {
    command: {
      usage: 'postmortem [<arn>]',
      does: 'makes a post-mortem to fill, as a canvas of its room or of this channel, once for each incident',
      group: 'see',
    },
  },
  /** On incidents that an alarm started. */
  chart: {
    button: { label: 'Chart', open: 17, resolved: 11, makesFile: true },
    command: {
      usage: 'chart [<arn>]',
      does: "puts a picture of its alarm's metric into the thread of its card",
      group: 'see',
      makesFile: always,
    },
  },
  oncall: {
    command: {
      usage: 'oncall [plan or contact]',
      does: 'shows you who would be paged now, who is next, and when nobody is on call',
      group: 'see',
      onlyAnswers: always,
    },
  },
  /** Reads the record again and updates the card. */
  refresh: { button: { label: 'Refresh', open: 12, resolved: 8 } },
  /** Moves the channel's card to the bottom. */
  bring: { button: { label: 'Bring the card down' } },
  /** Opens everything else that can be done with an incident. */
  more: { button: { label: 'More …', opensView: true } },
  /** A link button: Slack reports the click, nothing is to be done. */
  console: { button: { label: 'Open in console' } },

  watch: {
    button: { label: 'Watch', open: 10 },
    command: {
      usage: 'watch <arn> [every 30m]',
      does: 'follows it in this channel: card, pin, status updates',
      group: 'follow',
    },
  },
  unwatch: {
    button: { label: 'Stop watching', open: 11, resolved: 9 },
    command: { usage: 'unwatch [<arn>]', does: 'ends that; the card stays', group: 'follow' },
  },
  watching: {
    command: {
      usage: 'watching',
      does: 'lists what this channel watches, and when its next status updates come',
      group: 'follow',
    },
  },
  quiet: {
    command: {
      usage: 'quiet [<arn>] <2h | off>',
      does: 'pauses its status updates here; the card stays current',
      group: 'follow',
    },
  },
  digest: {
    command: {
      usage: 'digest [09:00 Europe/London | off]',
      does: 'posts a daily digest of all incidents here, or stops that',
      group: 'follow',
    },
  },

  /** Approves or rejects a runbook that waits for it. */
  approve: {
    needsEditor: true,
    button: { label: 'Review approval', open: 1, resolved: 1, opensView: true, primary: true },
  },
  note: {
    needsEditor: true,
    button: { label: 'Note', open: 3, resolved: 4, opensView: true },
    command: {
      usage: 'note <arn> <text>',
      does: 'adds a note to its timeline',
      group: 'act',
      // Without a text.
      opensView: /^\S*$/,
    },
  },
  impact: {
    needsEditor: true,
    command: {
      usage: 'impact <arn> <1-5>',
      does: 'sets its impact, from 1 (critical) to 5 (no impact)',
      group: 'act',
    },
  },
  resolve: {
    needsEditor: true,
    button: {
      label: 'Resolve',
      open: 2,
      confirm: {
        title: 'Resolve this incident?',
        text: 'It is closed for everyone in Incident Manager, and can be reopened.',
        yes: 'Resolve',
      },
    },
    command: { usage: 'resolve <arn>', does: 'resolves it, after asking you', group: 'act' },
  },
  reopen: {
    needsEditor: true,
    button: { label: 'Reopen', resolved: 5 },
    command: { usage: 'reopen <arn>', does: 'opens a resolved one again', group: 'act' },
  },
  edit: {
    needsEditor: true,
    button: { label: 'Edit', open: 4, opensView: true },
    command: { usage: 'edit <arn>', does: 'edits its title, impact and summary', group: 'act', opensView: always },
  },
  /** The button is on cards of incidents that nobody leads. */
  lead: {
    needsEditor: true,
    button: { label: 'Take the lead', open: 5 },
    command: {
      usage: 'lead [<arn>] [@user | nobody]',
      does: 'makes you, or someone else, its lead',
      group: 'act',
    },
  },
  role: {
    needsEditor: true,
    command: {
      usage: 'role [<arn>] <name> [@user | nobody]',
      does: 'gives you, or someone else, a role of that name, such as scribe',
      group: 'act',
    },
  },
  onit: { needsEditor: true, button: { label: "I'm on it", open: 6 } },
  /** Adds a related item. */
  relate: { needsEditor: true, button: { label: 'Add a link or ARN', opensView: true } },
  engage: {
    needsEditor: true,
    button: { label: 'Engage', open: 13, opensView: true },
    command: {
      usage: 'engage <arn>',
      does: 'pages a contact or an escalation plan',
      group: 'act',
      opensView: always,
    },
  },
  /** Where an Agent Space of AWS DevOps Agent is configured. */
  investigate: {
    needsEditor: true,
    button: { label: 'Investigate', open: 18, opensView: true },
    command: {
      usage: 'investigate [<arn>]',
      does: 'has AWS DevOps Agent investigate it, after asking you',
      group: 'act',
      opensView: always,
    },
  },
  /** Under the report of AWS DevOps Agent. */
  mitigate: {
    needsEditor: true,
    button: {
      label: 'Mitigation plan',
      confirm: {
        title: 'Ask for a mitigation plan?',
        text: 'AWS DevOps Agent writes one from its report. That costs agent time.',
        yes: 'Ask for it',
      },
    },
  },
  room: {
    needsEditor: true,
    button: { label: 'Room', open: 14 },
    command: { usage: 'room [<arn>]', does: 'makes a channel of its own for it, or invites you', group: 'act' },
  },
  /** Under the warning that a room is going to be archived. */
  keepRoom: { button: { label: 'Keep this room' } },
  /** Where the button carries a response plan, from that plan. */
  start: {
    needsEditor: true,
    button: { label: 'Start an incident', open: 19, resolved: 12, opensView: true },
    command: {
      usage: 'start',
      does: 'starts an incident from a response plan',
      group: 'act',
      opensView: always,
    },
  },
  /** On cards of OpsItems. Their value is the OpsItem's ARN. */
  resolveOpsItem: {
    needsEditor: true,
    button: {
      label: 'Resolve',
      confirm: {
        title: 'Resolve this OpsItem?',
        text: 'It is closed for everyone in OpsCenter. It can be opened again there.',
        yes: 'Resolve',
      },
    },
  },
  startFromOpsItem: { needsEditor: true, button: { label: 'Start incident', opensView: true } },
  say: {
    needsEditor: true,
    command: {
      usage: 'say <arn> <text>',
      does: 'tells all chat channels of its response plan, in Teams and Chime too',
      group: 'act',
    },
  },

  topics: {
    command: {
      usage: 'topics [connect <topic-arn>]',
      does: 'shows what each SNS topic said last, or subscribes this app to one',
      group: 'setUp',
      onlyAnswers: /^$/,
    },
  },
  alarms: {
    command: {
      usage: 'alarms [on | off | charts on | charts off]',
      does: 'CloudWatch alarms without an incident get a line here; new ones with an incident get a chart',
      group: 'setUp',
    },
  },
  opsitems: {
    command: {
      usage: 'opsitems [on | off]',
      does: 'new and changed OpsItems get a card here',
      group: 'setUp',
    },
  },
  unfurl: {
    command: {
      usage: 'unfurl [on | off]',
      does: 'answers pasted ARNs and console links here, or stops that',
      group: 'setUp',
    },
  },
  doctor: {
    needsEditor: true,
    command: {
      usage: 'doctor',
      does: "checks this app's configuration and says what to fix",
      group: 'setUp',
      onlyAnswers: always,
    },
  },
  help: { command: { usage: 'help', does: 'shows this', group: 'setUp', onlyAnswers: always } },
} as const satisfies Record<string, Action>;

type Actions = typeof actions;
type With<Part> = { [Name in keyof Actions]: Actions[Name] extends Part ? Name : never }[keyof Actions];

/** What has a button. The action id is `incident:` and the name. */
export type ButtonName = With<{ button: ButtonFacts }>;
/** The buttons of an OpsItem; all others are of an incident. */
export type OpsItemButton = Extract<ButtonName, 'resolveOpsItem' | 'startFromOpsItem'>;
/** What can follow `/incident`. */
export type CommandName = With<{ command: CommandFacts }>;

/** The effects of a command that decide the group of its job. */
export type CommandEffect = 'opensView' | 'makesFile' | 'onlyAnswers';

const entries = Object.entries(actions) as [string, Action][];

export const buttonNames = entries.flatMap(([name, { button }]) => (button ? [name] : [])) as ButtonName[];
export const commandNames = entries.flatMap(([name, { command }]) => (command ? [name] : [])) as CommandName[];
/** The commands as `/incident help` lists them. */
export const commandHelp: readonly CommandFacts[] = entries.flatMap(([, { command }]) => command ?? []);

const find = (name: string): Action | undefined =>
  Object.hasOwn(actions, name) ? actions[name as keyof Actions] : undefined;

/** What is known of a button, if there is one of that name. */
export const buttonFacts = (name: string): ButtonFacts | undefined => find(name)?.button;
/** What is known of a command, if there is one of that name. */
export const commandFacts = (name: string): CommandFacts | undefined => find(name)?.command;
/** Whether a command opens a modal, makes a file or only answers, with the arguments it has. */
export const commandDoes = (name: string, part: CommandEffect, rest: string): boolean =>
  commandFacts(name)?.[part]?.test(rest) ?? false;
export const isButton = (name: string): name is ButtonName => buttonFacts(name) !== undefined;
export const opsItemButtons: readonly OpsItemButton[] = ['resolveOpsItem', 'startFromOpsItem'];
export const isOpsItemButton = (name: string): name is OpsItemButton => opsItemButtons.some((each) => each === name);
export const needsEditor = (name: ButtonName | CommandName): boolean => find(name)?.needsEditor ?? false;
