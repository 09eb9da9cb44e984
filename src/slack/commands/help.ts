import { commandHelp, type HelpGroup } from '../../actions.ts';
import { helpCard, unknownCommandCard } from '../../cards/surfaces/help-card.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandLine } from './command-line.ts';

type Needed = Pick<Services, 'slack' | 'permissions' | 'watches'>;

/** `/incident help`, and the *Help* button: all commands, the ones that fit the channel first. */
export async function tellHelp(requester: Requester, services: Needed): Promise<void> {
  const canWrite = await services.permissions.mayWrite(requester.user).catch(() => false);
  const first = await fitting(requester, canWrite, services);
  await tell(services.slack, requester, helpCard(commandHelp, { command: '/incident', canWrite, first }));
}

/** Where an incident is followed, people act on it; elsewhere they look for one. */
async function fitting({ channel }: Requester, canWrite: boolean, { watches }: Needed): Promise<HelpGroup> {
  const follows = channel !== '' && (await watches.inChannel(channel)).length > 0;
  if (!follows) return 'see';
  return canWrite ? 'act' : 'follow';
}

/** Answers what is no command. */
export async function tellUnknown(
  line: Extract<CommandLine, { kind: 'unknown' }>,
  requester: Requester,
  { slack }: Pick<Services, 'slack'>,
): Promise<void> {
  await tell(slack, requester, unknownCommandCard(line));
}
