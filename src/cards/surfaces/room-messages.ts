import { durationText } from '../../incidents/duration.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { phoneLines } from '../block-kit/phone-lines.ts';
import { channelLink, code, join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { headline, storyText } from '../words/headline.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { cardActions, incidentButton } from './card-buttons.ts';
import { type Measure, needsLines, peopleLine, stateLine, wholeMeasure } from './card-lines.ts';
import type { CardOptions } from './card-options.ts';

/** The buttons of a room's first message that are available. */
const welcomeButtons = ['lead', 'catchup', 'note'] as const;

/** How much the first message says, at most. */
interface WelcomeMeasure extends Measure {
  /** Characters. */
  title: number;
}

/** Lines above the buttons, as on a card. */
const phoneRoom = 12;
const shortestWelcome: WelcomeMeasure = { title: 40, name: 18, names: 1, needs: 1, reason: 0, runbooks: 0 };
const welcomeMeasures: readonly WelcomeMeasure[] = [
  { ...wholeMeasure, title: 200 },
  { ...wholeMeasure, title: 85, names: 2, needs: 2, reason: 30 },
  { ...shortestWelcome, title: 55, name: 30, needs: 2 },
  shortestWelcome,
];

/** The first message in an incident's room: what is known, and what to do. */
export function roomWelcome(snapshot: IncidentSnapshot, options: CardOptions): CardMessage {
  const { room: _room, ...elsewhere } = snapshot;
  const { record } = snapshot;
  const { now } = options;
  const facts = ({ title, ...measure }: WelcomeMeasure) =>
    section(
      join(
        [
          mrkdwn`${stateMark(record)} *${truncate(titleOf(record), title)}*`,
          stateLine(snapshot, undefined, measure),
          peopleLine(elsewhere, now, measure),
          needsLines(snapshot, now, measure),
        ],
        '\n',
      ),
    );
  const examples = options.actions.has('note')
    ? [code('/incident note Rolled back'), code('/incident resolve')]
    : [code('/incident timeline'), code('/incident related')];
  const what = section(
    mrkdwn`The card is pinned here, and what changes is posted here. Commands here need no ARN: ${join(examples, ', ')}`,
  );
  const fits = (measure: WelcomeMeasure) => phoneLines([facts(measure), what]) <= phoneRoom;
  const measure = welcomeMeasures.find(fits) ?? shortestWelcome;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const possible = cardActions(snapshot, options);
  const buttons = welcomeButtons.filter((name) => possible.includes(name));
  return {
    text: storyText(snapshot, now, (title) => `Room for ${headline({ ...record, title }, now)}`),
    blocks: [
      facts(measure),
      what,
      ...(buttons.length === 0 ? [] : [actions(buttons.map((name) => incidentButton(name, snapshot, value)))]),
    ],
  };
}

/**
 * The line in the room of an incident that was resolved.
 * @param archiveMs how long the room is silent before it is archived, in milliseconds
 */
export function archiveNotice(archiveMs: number): CardMessage {
  const line = mrkdwn`The incident is resolved. This room is archived after ${durationText(archiveMs)} without messages; a warning comes first.`;
  return { text: line.text, blocks: [section(line)] };
}

/**
 * The warning before a room is archived, with a button that keeps it.
 * @param inMs when it is archived, in milliseconds from now
 */
export function archiveWarning(arn: string, inMs: number): CardMessage {
  const line = mrkdwn`The incident is resolved and this room is silent. It is archived in ${durationText(inMs)} unless someone writes here. Its messages stay readable.`;
  const value = encodeButtonValue({ arn, seenMs: 0 });
  return {
    text: line.text,
    blocks: [section(line), actions([button(actionId('keepRoom'), 'Keep this room', { value })])],
  };
}

/** What the warning becomes once someone keeps the room. */
export function roomKept(): CardMessage {
  const line = mrkdwn`This room is kept: the app does not archive it.`;
  return { text: line.text, blocks: [section(line)] };
}

/** The answer to a request for a room. */
export interface RoomAnswer {
  title: string;
  channel: string;
  isNew: boolean;
  /** The number of paged contacts and other people who could not be invited. */
  notInvited: number;
}

/** The answer to a requester who asked for a room. */
export function roomAnswer({ title, channel, isNew, notInvited }: RoomAnswer): CardMessage {
  const what = isNew ? 'Made a room for' : 'The room of';
  const few = notInvited === 1 ? '1 person' : `${notInvited} people`;
  const rest = notInvited === 0 ? '' : ` ${few} could not be invited.`;
  const line = mrkdwn`${what} ${truncate(title, 150)}: ${channelLink(channel)}. You are invited.${rest}`;
  return { text: line.text, blocks: [section(line)] };
}
