import { hasInk } from '../../cards/text/clean-text.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentTarget } from '../../incidents/naming/named-incident.ts';
import { stateOf } from '../../incidents/state.ts';
import type { Requester } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Following, parseTarget, readBeginning, resolveTarget } from './incident-target.ts';

export interface TargetHere {
  arn: IncidentArn;
  /** The text after the incident. */
  rest: string;
}

/** The services that finding the incident of a command takes. */
export type Targeting = Pick<Services, 'incidents' | 'watches' | 'cardStore' | 'rooms'>;

/**
 * Finds the incident that a command is about: the one its arguments name or, if they name none, that of the
 * room in which it is typed, or the only open incident that the requester's channel watches.
 * @param text the command's arguments
 * @param following what the command takes after the incident; only the first word can then name it
 * @throws AppError `not_an_arn`, `not_an_incident`, `no_such_incident`, or `incident_not_named`
 */
export async function targetHere(
  text: string,
  requester: Requester,
  services: Targeting,
  following: Following | 'nothing',
): Promise<TargetHere> {
  const { target, rest } = read(text, following);
  const arn =
    target === undefined
      ? await onlyWatched(requester.channel, services)
      : await resolveTarget(target, services.incidents);
  return { arn, rest };
}

/**
 * The same for a command that opens a form, which must happen within Slack's three seconds: the store is read at once, but
 * AWS only while the form is loading.
 * @returns the ARN, or a function that finds it (and throws as `targetHere` does)
 * @throws AppError `incident_not_named`
 */
export async function targetForForm(
  text: string,
  requester: Requester,
  services: Targeting,
  following: Following | 'nothing',
): Promise<IncidentArn | (() => Promise<IncidentArn>)> {
  if (!hasInk(text)) return onlyWatched(requester.channel, services);
  return async () => (await targetHere(text, requester, services, following)).arn;
}

function read(text: string, following: Following | 'nothing'): { target?: IncidentTarget; rest: string } {
  if (!hasInk(text)) return { rest: '' };
  if (following === 'nothing') return { target: parseTarget(text), rest: '' };
  const beginning = readBeginning(text, following);
  return beginning.kind === 'text' ? { rest: text.trim() } : beginning;
}

async function onlyWatched(
  channel: string,
  { watches, cardStore, rooms }: Pick<Services, 'watches' | 'cardStore' | 'rooms'>,
): Promise<IncidentArn> {
  const own = channel === '' ? undefined : await rooms.inChannel(channel);
  const ownArn = parseIncidentArn(own?.arn ?? '');
  if (ownArn !== undefined) return ownArn;
  const open: IncidentArn[] = [];
  for (const { watch } of channel === '' ? [] : await watches.inChannel(channel)) {
    const record = (await cardStore.get(watch.arn, channel))?.card.reading?.record;
    const arn = parseIncidentArn(watch.arn);
    if (arn !== undefined && (record === undefined || stateOf(record) !== 'resolved')) open.push(arn);
  }
  const [only] = open;
  if (only !== undefined && open.length === 1) return only;
  throw new AppError(
    'incident_not_named',
    only === undefined
      ? 'Which incident? This channel watches none.'
      : `Which incident? This channel watches ${open.length} open incidents.`,
  );
}
