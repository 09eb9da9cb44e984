import type { Log } from '../log.ts';
import { createChannelFacts } from './channel-facts.ts';
import { createGate, type GateOptions } from './gate.ts';
import { createFindMember } from './members.ts';
import { createPeople } from './people.ts';
import type { SlackAccess } from './slack-access.ts';

export interface OpenGateOptions extends Pick<GateOptions, 'isWatched'> {
  access: Pick<SlackAccess, 'slack' | 'findInstallation' | 'inChannel' | 'ownsChannel'>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** Creates the gate, and returns the readers it uses, which other parts need too. */
export function openGate({ access, isWatched, now, log }: OpenGateOptions) {
  const { slack, findInstallation, inChannel, ownsChannel } = access;
  const people = createPeople(slack, findInstallation, now);
  const channels = createChannelFacts({ slack, people, now, log });
  const gate = createGate({ findInstallation, people, channels, inChannel, ownsChannel, isWatched, now, log });
  return { gate, channels, findMember: createFindMember(slack, findInstallation) };
}
