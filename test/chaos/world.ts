import type { StoredIncident } from 'slack-aws-sandbox/aws';
import type { Asked, Delivered } from './asked.ts';
import type { Lie } from './call-tally.ts';
import type { Shown } from './observe-slack.ts';
import type { History } from './record-history.ts';

/** The true state of all sides at one moment, read without the app. */
export interface World {
  shown: Shown;
  /** The incidents of the run. */
  incidents: readonly StoredIncident[];
  history: History;
  asked: readonly Asked[];
  delivered: readonly Delivered[];
  /** The answers through a `response_url`. */
  answers: (responsePath: string) => readonly string[];
  /** Texts of the app that were false at any time. */
  lies: readonly Lie[];
  /** The private answers to a person in a channel. */
  toldPrivately: (user: string, channel: string) => readonly { ts: string; text: string }[];
  /** The channels in which every incident of a topic has a card. */
  topicChannels: readonly string[];
  /** Everything that the app has posted in the shared channel, as JSON. */
  sharedTexts: readonly string[];
  /** The impacts whose new incidents get a room. */
  roomImpacts: readonly number[];
  /** The shared channel, and its people of another organisation. */
  shared: { channel: string; outsider: string };
  /** When every read of incidents was refused, and nothing else went wrong; absent: never. */
  refusal?: { fromMs: number; untilMs: number };
  /** Whether no fault could make the app forget, or not know, what it had done: see `orderlyKinds`. */
  orderly: boolean;
}

/** A broken invariant: which one, and the facts. */
export interface Broken {
  invariant: string;
  facts: string;
}

export type Check = (world: World) => Broken[];

const impacts: Readonly<Record<number, string>> = { 1: 'Critical', 2: 'High', 3: 'Medium', 4: 'Low', 5: 'No impact' };
/** The app's name of an impact. */
export const impactWord = (impact: number): string => impacts[impact] ?? '';
/**
 * Where the app is not a member it cannot search for a message whose answer was lost, so it may post that again.
 */
export const isBlind = ({ topicChannels, shared, orderly, shown }: World, channel: string): boolean =>
  !orderly && ![...topicChannels, shared.channel, ...shown.rooms.map(({ id }) => id)].includes(channel);

/** A resolution ends the watch that allows an incident in a shared channel: later changes are not shown there. */
export const isShut = ({ shared, history }: World, arn: string, channel: string): boolean =>
  channel === shared.channel && (history.get(arn) ?? []).some(({ status }) => status === 'RESOLVED');

/** Whether an answer is a final error. */
export const isRefusal = (told: string): boolean =>
  /refused|not accept|could not|did not work|is shared with/i.test(told) && !/trying again|retrying/i.test(told);

/** The last part of an ARN, to identify incidents. */
export const short = (arn: string): string => arn.slice(-12);
