import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { topicsOf } from '../../notifications/chat-topics.ts';
import type { ChannelSettings } from '../../posting/channel-settings.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandCall } from './command.ts';

/** The arguments of a command that changes settings of a channel, and the settings that each makes. */
type Choices = Readonly<Record<string, Partial<ChannelSettings>>>;

const onOff = (name: keyof ChannelSettings): Choices => ({ on: { [name]: true }, off: { [name]: false } });

/**
 * Reads the arguments of such a command.
 * @returns the words as they count, and the settings that they make; nothing typed makes none
 * @throws AppError `not_understood`
 */
function readChoice(command: string, typed: string, choices: Choices, hint = '') {
  const words = typed.trim().toLowerCase().split(/\s+/).join(' ');
  if (words === '') return { words, choice: {} };
  const choice = Object.hasOwn(choices, words) ? choices[words] : undefined;
  if (choice !== undefined) return { words, choice };
  const all = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.keys(choices));
  throw new AppError(
    'not_understood',
    `I don't know "${words.slice(0, 40)}". /incident ${command} takes ${all}.${hint}`,
  );
}

/** Stores what was chosen. @returns the channel's settings */
async function apply(
  { settings }: Pick<Services, 'settings'>,
  channel: string,
  choice: Partial<ChannelSettings>,
): Promise<ChannelSettings> {
  if (Object.keys(choice).length > 0) await settings.set(channel, choice);
  return settings.get(channel);
}

/** What has to be said where a channel turned on something that no topic can bring there. */
const noTopicFor = ({ chatTopics }: Pick<Services, 'chatTopics'>, channel: string): string =>
  topicsOf(chatTopics, channel).length === 0 ? ' But no topic posts to it: see /incident topics.' : '';

/** `/incident unfurl [on | off]`: whether pasted ARNs and links are answered in this channel. */
export async function unfurl({
  requester,
  rest,
  services,
}: CommandCall<Pick<Services, 'settings' | 'slack'>>): Promise<void> {
  const { choice } = readChoice('unfurl', rest, onOff('unfurl'));
  const now = await apply(services, requester.channel, choice);
  const line = now.unfurl
    ? 'Pasted incident ARNs and console links are answered in this channel. /incident unfurl off stops that.'
    : 'Pasted incident ARNs and console links are not answered in this channel. /incident unfurl on changes that.';
  await tell(services.slack, requester, lineCard(line));
}

/** The services that a setting of what is posted in a channel takes. */
type PostingSetting = Pick<Services, 'settings' | 'slack' | 'gate' | 'chatTopics'>;

/** `/incident opsitems [on | off]`: whether OpsItems that a topic of this channel reports get a card here. */
export async function opsitems({ requester, rest, services }: CommandCall<PostingSetting>): Promise<void> {
  const { channel } = requester;
  const { choice } = readChoice('opsitems', rest, onOff('opsitems'), ' /incident oi-… shows one OpsItem.');
  if (choice.opsitems === true) await checkMayPost('ops-item', 'OpsItems', channel, services);
  const now = await apply(services, channel, choice);
  const line = now.opsitems
    ? `New and changed OpsItems get a card in this channel.${noTopicFor(services, channel)} /incident opsitems off stops that.`
    : 'New and changed OpsItems get no card in this channel. /incident opsitems on changes that.';
  await tell(services.slack, requester, lineCard(line));
}

const chartChoices: Choices = { 'charts on': { charts: true }, 'charts off': { charts: false } };

/**
 * `/incident alarms [on | off | charts on | charts off]`: whether CloudWatch alarms without an incident are posted in this
 * channel, and whether new critical and high incidents that an alarm started get a chart under their card.
 */
export async function alarms({ requester, rest, services }: CommandCall<PostingSetting>): Promise<void> {
  const { channel } = requester;
  const typed = rest.trim().replace(/^chart\s/i, 'charts ');
  const { words, choice } = readChoice('alarms', typed, { ...onOff('alarms'), ...chartChoices });
  if (choice.alarms === true) await checkMayPost('alarm', 'alarms', channel, services);
  const now = await apply(services, channel, choice);
  const lines = now.alarms
    ? `Alarms without an incident are posted in this channel.${noTopicFor(services, channel)} /incident alarms off stops that.`
    : 'Alarms without an incident are not posted in this channel. /incident alarms on changes that.';
  const charts = now.charts
    ? 'New critical and high incidents of an alarm get a chart under their card. /incident alarms charts off stops that.'
    : 'New incidents of an alarm get no chart under their card. /incident alarms charts on changes that.';
  const answer = words.startsWith('charts') ? charts : words === '' ? `${lines} ${charts}` : lines;
  await tell(services.slack, requester, lineCard(answer));
}

/**
 * @param what the subject, in the plural
 * @throws AppError in a channel where it is never posted
 */
async function checkMayPost(
  subject: 'alarm' | 'ops-item',
  what: string,
  channel: string,
  { gate }: Pick<Services, 'gate'>,
): Promise<void> {
  const shown = await gate.shownTo(subject, channel);
  if (shown === 'channel') return;
  throw new AppError(
    'shared_channel',
    shown === 'refuse'
      ? `This channel is shared with another organisation, so ${what} are not posted here.`
      : `I can't tell who else reads this channel, so ${what} are not posted here. Invite me with /invite, then try again.`,
  );
}
