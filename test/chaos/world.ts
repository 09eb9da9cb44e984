import type { StoredIncident } from 'slack-aws-sandbox/aws';
import type { Asked, Heard } from './asked.ts';
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
  /** What one person alone was told in a channel. */
  toldPrivately: (user: string, channel: string) => readonly { ts: string; text: string }[];
  /** Channels in which every topic's incident has a card. Of all others the app is no member. */
  topicChannels: readonly string[];
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
export const isBlind = ({ topicChannels }: World, channel: string): boolean => !topicChannels.includes(channel);

/** The last part of an ARN, to tell incidents apart. */
export const short = (arn: string): string => arn.slice(-12);
