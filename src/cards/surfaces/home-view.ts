import type { ButtonName } from '../../actions/actions.ts';
import { actionId, elementIds } from '../block-kit/action-ids.ts';
import {
  actions,
  button,
  type CardBlock,
  type CardHome,
  type CardSection,
  context,
  divider,
  header,
  section,
} from '../block-kit/blocks.ts';
import { limits } from '../block-kit/limits.ts';
import { channelLink, code, date, join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { byUrgency, incidentLine, type ListedIncident } from '../words/incident-line.ts';
import { titleOf } from '../words/state-words.ts';
import { showButton } from './incident-list.ts';

/** One requirement of the app, and whether it is met. */
export interface SetupCheck {
  what: string;
  ok: boolean;
  /** What to do if it is not met. */
  hint?: string;
  /** The line of the configuration, or the command, that sets it up. */
  line?: string;
}

export interface HomeOptions {
  now: number;
  /** All open incidents; the person's own have a `part`, those of their channels are marked `watched`. */
  open: readonly ListedIncident[];
  /** Whether the person may change incidents. */
  canWrite: boolean;
  setup: readonly SetupCheck[];
  /** The optional scopes that the app was installed without, and what each would bring. */
  missing?: readonly { scope: string; brings: string }[];
  /** The daily digests of the person's channels. */
  digests?: readonly { channel: string; atMs: number }[];
  actions: ReadonlySet<ButtonName>;
  /** The number of dead letters; shown to editors. */
  deadLetters?: number;
  /** What could not be read, so that an incomplete list does not look complete. */
  trouble?: string;
}

const minesShown = 20;
const othersShown = 30;

/**
 * The App Home: the person's own open incidents, those of their channels, the others; their permissions, and the setup
 * checks.
 */
export function homeView(options: HomeOptions): CardHome {
  const { now, setup, trouble } = options;
  const sorted = [...options.open].sort(byUrgency);
  const mine = sorted.filter(({ part }) => part !== undefined);
  const inChannels = sorted.filter(({ part, watched }) => part === undefined && watched === true);
  const others = sorted.filter(({ part, watched }) => part === undefined && watched !== true);
  const hasOwn = mine.length + inChannels.length > 0;
  const blocks: CardBlock[] = [
    header(
      sorted.length > 0 ? `${sorted.length} open` : trouble === undefined ? 'No open incidents' : 'Open incidents',
    ),
    context(mrkdwn`As of ${date(now, '{time}')}`),
    actions([
      button(elementIds.homeRefresh, 'Refresh'),
      ...(options.canWrite && options.actions.has('start') ? [button(actionId('start'), 'Start an incident')] : []),
    ]),
    ...(trouble === undefined ? [] : [section(mrkdwn`⚠️ ${truncate(trouble, 500)}`)]),
    ...group('Mine', mine, minesShown, options),
    ...dueNext(sorted, options),
    ...group('In my channels', inChannels, minesShown, options),
    ...group(hasOwn ? 'Other open incidents' : 'Open incidents', others, othersShown, options),
    divider,
    section(
      options.canWrite
        ? mrkdwn`You may change incidents from Slack.`
        : mrkdwn`You can read, watch and refresh. Changing incidents is for incident editors.`,
    ),
    ...deadLetterLine(options),
    ...setupLines(setup),
    ...missingLines(options),
  ];
  return { type: 'home', blocks: blocks.slice(0, limits.viewBlocks.max) };
}

/** The App Home on first use, until AWS has answered. */
export function homeLoading(setup: readonly SetupCheck[]): CardHome {
  return {
    type: 'home',
    blocks: [header('Open incidents'), section(mrkdwn`Asking AWS …`), divider, ...setupLines(setup)],
  };
}

function group(title: string, list: readonly ListedIncident[], most: number, options: HomeOptions): CardBlock[] {
  if (list.length === 0) return [];
  const rest = list.length - most;
  const rows: CardSection[] = list
    .slice(0, most)
    .map((incident) => section(incidentLine(incident), showButton(incident, options, false)));
  return [header(title), ...rows, ...(rest > 0 ? [context(mrkdwn`${rest} more: /incident list shows them all`)] : [])];
}

/** The next status update and the next digest of the person's channels. */
function dueNext(open: readonly ListedIncident[], { digests = [] }: HomeOptions): CardBlock[] {
  const [update] = open
    .flatMap(({ title, nextPostAtMs }) => (nextPostAtMs === undefined ? [] : [{ title, atMs: nextPostAtMs }]))
    .sort((a, b) => a.atMs - b.atMs);
  const [digest] = [...digests].sort((a, b) => a.atMs - b.atMs);
  const lines = [
    update && mrkdwn`Status update about ${truncate(titleOf(update), 100)}: ${date(update.atMs, '{time}')}`,
    digest && mrkdwn`Daily digest in ${channelLink(digest.channel)}: ${date(digest.atMs)}`,
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? [] : [header('Due next'), section(join(lines, '\n'))];
}

function deadLetterLine({ canWrite, deadLetters = 0 }: HomeOptions): CardBlock[] {
  if (!canWrite || deadLetters === 0) return [];
  const jobs = deadLetters === 1 ? '1 job' : `${deadLetters} jobs`;
  return [
    section(
      mrkdwn`⚠️ ${jobs} failed for good. The operator of the app lists and retries them with ${code('npm run jobs')}.`,
    ),
  ];
}

/** The abilities that the app does without here, and how to get them. */
function missingLines({ missing = [] }: HomeOptions): CardBlock[] {
  if (missing.length === 0) return [];
  const lines = missing
    .slice(0, 20)
    .map(({ scope, brings }) => mrkdwn`• ${code(scope)} would bring ${truncate(brings, 100)}`);
  return [
    section(join([mrkdwn`The app was installed without these optional scopes:`, ...lines], '\n')),
    context(mrkdwn`To grant one: install the app again, with its current manifest`),
  ];
}

function setupLines(setup: readonly SetupCheck[]): CardBlock[] {
  if (setup.length === 0) return [];
  const lines = setup.slice(0, 20).map(({ what, ok, hint, line }) => {
    const help = ok || hint === undefined ? '' : mrkdwn`: ${truncate(hint, 200)}`;
    const how = ok || line === undefined ? '' : mrkdwn`\n${code(line)}`;
    return mrkdwn`${ok ? '✔️' : '❌'} ${truncate(what, 100)}${help}${how}`;
  });
  return [header('Setup'), section(join(lines, '\n'))];
}
