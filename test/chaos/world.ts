import type { StoredIncident } from 'slack-aws-sandbox/aws';
import type { Asked, Heard } from './asked.ts';
import type { Lie } from './call-tally.ts';
import type { Shown } from './observe-slack.ts';
import type { History } from './record-history.ts';

/** The true state of all sides at one moment, read without the app. */
export interface World {
  shown: Shown;
  /** Incidents of the run. */
  incidents: readonly StoredIncident[];
  history: History;
  asked: readonly Asked[];
  heard: readonly Heard[];
  /** What a person was told by that `response_url`. */
  answers: (responsePath: string) => readonly string[];
  /** What the app wrote that was false at any time. */
  lies: readonly Lie[];
  /** What one person alone was told in a channel. */
  toldPrivately: (user: string, channel: string) => readonly { ts: string; text: string }[];
  /** Channels in which every topic's incident has a card. */
  topicChannels: readonly string[];
  /** All that the app has written for everybody in the channel that is shared, as JSON. */
  sharedTexts: readonly string[];
  /** A channel that people of another organisation read, and which of them. */
  shared: { channel: string; outsider: string };
  /** When every read of incidents was refused, and nothing else went wrong; absent: never. */
  refusal?: { fromMs: number; untilMs: number };
  /** Nothing went wrong by which the app could forget, or could not know, what it had done: see `orderlyKinds`. */
  orderly: boolean;
}

/** An invariant that does not hold: which one, and the facts. */
export interface Broken {
  invariant: string;
  facts: string;
}

export type Check = (world: World) => Broken[];

const impacts: Readonly<Record<number, string>> = { 1: 'Critical', 2: 'High', 3: 'Medium', 4: 'Low', 5: 'No impact' };
/** What the app calls an impact. */
export const impactWord = (impact: number): string => impacts[impact] ?? '';
/**
 * Where the app is no member it cannot look whether a message arrived whose answer was lost, so it may post that again.
 */
export const isBlind = ({ topicChannels, shared, orderly }: World, channel: string): boolean =>
  !orderly && channel !== shared.channel && !topicChannels.includes(channel);

/** A resolution ends the watch that opens a shared channel for an incident: what comes afterwards is not shown there. */
export const isShut = ({ shared, history }: World, arn: string, channel: string): boolean =>
  channel === shared.channel && (history.get(arn) ?? []).some(({ status }) => status === 'RESOLVED');

/** Whether a person was told for good that something cannot be done. */
export const isRefusal = (told: string): boolean =>
  /refused|not accept|could not|did not work|is shared with/i.test(told) && !/trying again|retrying/i.test(told);

/** The last part of an ARN, to tell incidents apart. */
export const short = (arn: string): string => arn.slice(-12);
