import { queueStatement } from '../../aws/queue-statement.ts';
import { isTopicArn } from '../../aws-names.ts';
import { doctorCard } from '../../cards/answers/doctor-card.ts';
import { connectedCard, topicsCard } from '../../cards/answers/topics-card.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { channelsOf, topicsOf } from '../../notifications/chat-topics.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandCall } from './command.ts';

/** `/incident topics` and `/incident topics connect <topic-arn> [<https address>]`. */
export async function topics({ requester, rest, services }: CommandCall): Promise<void> {
  const [word = '', ...more] = rest.split(/\s+/);
  if (word === '') return tellTopics(requester, services);
  if (word.toLowerCase() === 'connect') return connectTopic(more.join(' '), requester, services);
  throw new AppError(
    'not_understood',
    `I don't know "${word.slice(0, 40)}". /incident topics takes connect <topic-arn>, or nothing.`,
  );
}

async function tellTopics(
  requester: Requester,
  { topicLog, chatTopics, slack }: Pick<Services, 'slack' | 'topicLog' | 'chatTopics'>,
): Promise<void> {
  const logged = new Map((await topicLog.all()).map((facts) => [facts.topicArn, facts]));
  const known = [...new Set([...chatTopics.keys(), ...logged.keys()])];
  const states = known.map((topicArn) => ({
    ...logged.get(topicArn),
    topicArn,
    channels: channelsOf(chatTopics, topicArn),
  }));
  await tell(slack, requester, topicsCard(states));
}

/** `/incident unfurl [on|off]`: whether pasted ARNs and links are answered in this channel. */
export async function unfurl({ requester, rest, services }: CommandCall): Promise<void> {
  const { settings, slack } = services;
  const { channel } = requester;
  const word = rest.toLowerCase();
  if (word !== '' && word !== 'on' && word !== 'off') {
    throw new AppError('not_understood', `I don't know "${word.slice(0, 40)}". /incident unfurl takes on or off.`);
  }
  if (word !== '') await settings.set(channel, { unfurl: word === 'on' });
  const line = (await settings.get(channel)).unfurl
    ? 'Pasted incident ARNs and console links are answered in this channel. /incident unfurl off stops that.'
    : 'Pasted incident ARNs and console links are not answered in this channel. /incident unfurl on changes that.';
  await tell(slack, requester, lineCard(line));
}

/**
 * Subscribes this app to a topic of `CHAT_TOPICS` or of a listed account: its notifications queue or, without a queue, its
 * own address. Nothing else can be subscribed, and the log says who did it.
 * @param text the topic's ARN, and the address if one is needed
 * @throws AppError whose message the requester gets
 */
export async function connectTopic(
  text: string,
  requester: Requester,
  services: Pick<Services, 'slack' | 'permissions' | 'topics' | 'chatTopics' | 'ownSubscriber' | 'log'>,
): Promise<void> {
  await services.permissions.editor(requester.user);
  const [topicArn = '', address = ''] = text.split(/\s+/).map((word) => word.replace(/^[<`]|[>`]$/g, ''));
  if (!isTopicArn(topicArn)) {
    throw new AppError('not_an_arn', 'I need the ARN of an SNS topic: /incident topics connect arn:aws:sns:….');
  }
  const isListed = services.chatTopics.has(topicArn);
  if (!isListed) await services.topics.checkAccount(topicArn);
  const subscriber = services.ownSubscriber(address);
  await services.topics.subscribe(topicArn, subscriber);
  const { endpoint, protocol } = subscriber;
  const { user, channel } = requester;
  services.log.info('topic subscribed from Slack', {
    audit: true,
    action: 'connect',
    topicArn,
    endpoint,
    user,
    channel,
  });
  const card = connectedCard({
    topicArn,
    endpoint,
    ...(!isListed && { toAdd: `${topicArn}=${requester.channel}` }),
    ...(protocol === 'sqs' && { statement: queueStatement(endpoint, [topicArn]) }),
  });
  await tell(services.slack, requester, card);
}

/** The arguments of `/incident alarms`, and the settings that each makes. */
const choices: Readonly<Record<string, { alarms?: boolean; charts?: boolean }>> = {
  '': {},
  on: { alarms: true },
  off: { alarms: false },
  'charts on': { charts: true },
  'charts off': { charts: false },
};

/**
 * `/incident alarms [on | off | charts on | charts off]`: whether CloudWatch alarms without an incident are posted in this
 * channel, and whether new critical and high incidents that an alarm started get a chart under their card.
 */
export async function alarms({ requester, rest, services }: CommandCall): Promise<void> {
  const { settings, chatTopics, slack } = services;
  const { channel } = requester;
  const words = rest
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .trim()
    .replace(/^chart /, 'charts ');
  const choice = Object.hasOwn(choices, words) ? choices[words] : undefined;
  if (choice === undefined) {
    throw new AppError(
      'not_understood',
      `I don't know "${words.slice(0, 40)}". /incident alarms takes on, off, charts on or charts off.`,
    );
  }
  if (choice.alarms === true) await checkMayShowAlarms(channel, services);
  if (words !== '') await settings.set(channel, choice);
  const now = await settings.get(channel);
  const noTopic = topicsOf(chatTopics, channel).length === 0 ? ' But no topic posts to it: see /incident topics.' : '';
  const lines = now.alarms
    ? `Alarms without an incident are posted in this channel.${noTopic} /incident alarms off stops that.`
    : 'Alarms without an incident are not posted in this channel. /incident alarms on changes that.';
  const charts = now.charts
    ? 'New critical and high incidents of an alarm get a chart under their card. /incident alarms charts off stops that.'
    : 'New incidents of an alarm get no chart under their card. /incident alarms charts on changes that.';
  const answer = words.startsWith('charts') ? charts : words === '' ? `${lines} ${charts}` : lines;
  await tell(slack, requester, lineCard(answer));
}

/** @throws AppError in a channel where alarms are never posted */
async function checkMayShowAlarms(channel: string, { gate }: Pick<Services, 'gate'>): Promise<void> {
  const shown = await gate.shownTo('alarm', channel);
  if (shown === 'channel') return;
  throw new AppError(
    'shared_channel',
    shown === 'refuse'
      ? 'This channel is shared with another organisation, so alarms are not posted here.'
      : "I can't tell who else reads this channel, so alarms are not posted here. Invite me with /invite, then try again.",
  );
}

/** `/incident doctor`: the checks of `npm run doctor`, run by the app. Only for editors, because it names roles and queues. */
export async function doctor({ requester, services }: CommandCall): Promise<void> {
  await services.permissions.editor(requester.user);
  await tell(services.slack, requester, doctorCard(await services.examine()));
}
