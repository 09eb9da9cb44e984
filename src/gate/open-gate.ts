import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { createChannelFacts } from './channel-facts.ts';
import { createGate, type GateOptions } from './gate.ts';
import { createFindInstallation } from './installation.ts';
import { createFindMember } from './members.ts';
import { createPeople } from './people.ts';

export interface OpenGateOptions extends Pick<GateOptions, 'isWatched'> {
  slack: WebClient;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** Creates the gate on a Slack client, and returns the readers it uses, which other parts need too. */
export function openGate({ slack, isWatched, now, log }: OpenGateOptions) {
  const findInstallation = createFindInstallation(slack);
  const people = createPeople(slack, findInstallation, now);
  const channels = createChannelFacts({ slack, people, now, log });
  const gate = createGate({ findInstallation, people, channels, isWatched, now, log });
  return { gate, channels, findInstallation, findMember: createFindMember(slack, findInstallation) };
}
