import { AppError } from '../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../incidents/arn.ts';
import { stateOf } from '../incidents/state.ts';
import type { Asker } from './asker.ts';
import { looksLikeTarget, readTarget } from './incident-target.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Services } from './services.ts';

export interface TargetHere {
  arn: IncidentArn;
  /** What follows the incident in the text. */
  rest: string;
}

/**
 * Tells which incident a command is about: the one its text names, or, where it names none, the one open incident that
 * the asker's channel watches.
 * @param text what follows the command's name
 * @param words whether other words may follow the incident: then only the first word can name it
 * @throws AppError `not_an_arn`, `not_an_incident`, `no_such_incident`, or `not_understood` where it must be named
 */
export async function targetHere(
  text: string,
  asker: Asker,
  services: Pick<Services, 'incidents' | 'watches' | 'cardStore'>,
  words: 'words may follow' | 'alone' = 'words may follow',
): Promise<TargetHere> {
  const trimmed = text.trim();
  const [word = ''] = trimmed.split(/\s/, 1);
  const named = words === 'alone' ? trimmed : looksLikeTarget(word) ? word : '';
  const rest = trimmed.slice(named.length).trim();
  if (named !== '') return { arn: await resolveTarget(readTarget(named), services.incidents), rest };
  return { arn: await onlyWatched(asker.channel, services), rest };
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
    'not_understood',
    only === undefined
      ? 'Which incident? This channel watches none, so paste its ARN behind the command. /incident list shows them.'
      : `Which one? This channel watches ${open.length} open incidents, so paste an ARN behind the command. /incident watching shows them.`,
  );
}
