import { hasInk } from '../../cards/clean-text.ts';
import { lineCard } from '../../cards/line-card.ts';
import { titleOf } from '../../cards/state-words.ts';
import { AppError } from '../../errors.ts';
import { customNotification } from '../../notifications/custom-notification.ts';
import { tell } from '../asker.ts';
import { doingOf } from '../doing-of.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident say <arn> <text>`: to every channel that hears the incident's chat topics, in Teams and Chime too. */
export const say: Command = {
  name: 'say',
  usage: 'say <arn> <text>',
  does: 'tells all chat channels of its response plan, in Teams and Chime too',
  async run(call) {
    const { asker, services } = call;
    const { user, channel } = asker;
    const { editor, key } = await doingOf(call);
    const { arn, rest: text } = await targetHere(call.rest, asker, services, 'text');
    if (!hasInk(text)) throw new AppError('not_understood', 'Say what? /incident say <arn> <text>.');
    const record = await services.incidents.getIncident(arn);
    const topics = record.chatTopics.filter((topic) => typeof topic === 'string');
    if (topics.length === 0) {
      throw new AppError('invalid_request', 'Its response plan has no chat channel, so there is nobody to say it to.');
    }
    const message = customNotification({ incidentArn: arn.arn, title: titleOf(record), text, by: editor.name });
    const faults: AppError[] = [];
    for (const topicArn of topics) {
      const step = await services.journal.step(key, `say ${topicArn}`);
      const publish = async () => {
        await services.topics.publish(topicArn, message);
        services.log.info('said to a chat topic', {
          audit: true,
          action: 'say',
          arn: arn.arn,
          topicArn,
          user,
          channel,
        });
        return true;
      };
      await step.run(publish).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        faults.push(error);
      });
    }
    const passing = faults.find((fault) => fault.transient);
    if (passing !== undefined) throw passing;
    const reached = topics.length - faults.length;
    const [fault] = faults;
    if (fault !== undefined && reached === 0) throw fault;
    const missed = fault === undefined ? '' : ` The others: ${fault.message}`;
    const words = `Said to ${reached} of ${topics.length} chat ${topics.length === 1 ? 'topic' : 'topics'}.${missed}`;
    await tell(services.slack, asker, lineCard(words));
  },
};
