import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { nameOf } from '../../incidents/arn.ts';
import { customNotification } from '../../notifications/understand/custom-notification.ts';
import { type Said, sayToTopics } from '../channel/say-to-topics.ts';
import { authorizedInteractionOf } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import { targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

/** `/incident say <arn> <text>`: to every channel that hears the incident's chat topics, in Teams and Chime too. */
export async function say(call: CommandCall): Promise<void> {
  const { requester, services } = call;
  const doing = await authorizedInteractionOf(call);
  const { arn, rest: text } = await targetHere(call.rest, requester, services, 'text');
  if (!hasInk(text)) throw new AppError('not_understood', 'Say what? /incident say <arn> <text>.');
  const record = await services.incidents.getIncident(arn);
  const topics = record.chatTopics.filter((topic) => typeof topic === 'string');
  if (topics.length === 0) {
    throw new AppError('invalid_request', 'Its response plan has no chat channel, so there is nobody to say it to.');
  }
  const by = doing.editor.name;
  const message = customNotification({ incidentArn: arn.arn, title: titleOf(record), text, by });
  const said = await sayToTopics(services, doing, { arn, topics, message });
  const passing = said.faults.find((fault) => fault.transient);
  if (passing !== undefined) throw passing;
  const [fault] = said.faults;
  if (fault !== undefined && said.faults.length === topics.length) throw fault;
  await tell(services.slack, requester, lineCard(words(said, topics.length)));
}

function words({ reached, unknown, faults: [fault] }: Said, all: number): string {
  const names = unknown.map(nameOf).join(', ');
  const uncertain =
    unknown.length === 0
      ? ''
      : ` AWS did not answer for ${names}, so it may or may not have been said there: look at its channels before you say it again.`;
  const missed = fault === undefined ? '' : ` Not said to the others: ${fault.message}`;
  return `Said to ${reached} of ${all} chat ${all === 1 ? 'topic' : 'topics'}.${uncertain}${missed}`;
}
