import { hasInk } from '../../cards/text/clean-text.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { IncidentTarget } from '../../incidents/named-incident.ts';
import { stateOf } from '../../incidents/state.ts';
import type { Requester } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Following, parseTarget, readBeginning, resolveTarget } from './incident-target.ts';

export interface TargetHere {
  arn: IncidentArn;
  /** What follows the incident in the text. */
  rest: string;
}

/**
 * Tells which incident a command is about: the one its text names, or, where it names none, the one open incident that
 * the requester's channel watches. A text that might name another one never leads to that.
 * @param text what follows the command's name
 * @param following what else the text may hold: then only its first word can name the incident
 * @throws AppError `not_an_arn`, `not_an_incident`, `no_such_incident`, or `incident_not_named`
 */
export async function targetHere(
  text: string,
  requester: Requester,
  services: Pick<Services, 'incidents' | 'watches' | 'cardStore'>,
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
 * The same for a command that opens a form, which must happen within Slack's three seconds: what only the store has to tell is
 * found out at once, what AWS has to tell while the form is loading.
 * @throws AppError `incident_not_named`
 */
export async function targetForForm(
  text: string,
  requester: Requester,
  services: Pick<Services, 'incidents' | 'watches' | 'cardStore'>,
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
  { watches, cardStore }: Pick<Services, 'watches' | 'cardStore'>,
): Promise<IncidentArn> {
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
      : `Which incident? This channel watches ${open.length} open ones.`,
  );
}
