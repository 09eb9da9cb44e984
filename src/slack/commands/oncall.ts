import type { Contact as ListedContact } from '../../aws/read/list-contacts.ts';
import { onCallCard } from '../../cards/answers/on-call-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { listed } from '../../cards/words/engagement-words.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { type IncidentArn, nameOf, planArnOf } from '../../incidents/naming/arn.ts';
import { findArns } from '../../incidents/naming/find-arns.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

/** How many contacts one answer shows. A response plan engages at most five. */
const shown = 5;
/** How many names an answer offers when none fits. */
const offered = 8;

type Reads = Targeting & Pick<Services, 'readPlan' | 'readOnCall' | 'listAllContacts' | 'listResponsePlans'>;

/** What a person asked about. */
interface Asked {
  /** The name shown; empty: all on-call schedules. */
  subject: string;
  contactArns: readonly string[];
  /** What could not be read; one line. */
  trouble?: string;
}

/** `/incident oncall [plan or contact]`: who would be paged now, for the requester alone. */
export async function oncall({
  requester,
  rest,
  services,
}: CommandCall<Reads & Pick<Services, 'slack' | 'now'>>): Promise<void> {
  const { subject, contactArns, trouble } = await askedAbout(rest.trim(), requester, services);
  const plans = await Promise.all(contactArns.slice(0, shown).map(services.readOnCall));
  const more = Math.max(0, contactArns.length - shown);
  const card = onCallCard({ subject, plans, more, nowMs: services.now(), ...(trouble && { trouble }) });
  await tell(services.slack, requester, card);
}

async function askedAbout(text: string, requester: Requester, services: Reads): Promise<Asked> {
  const [arn] = findArns(text, 1);
  if (arn?.kind === 'incident') return ofPlan(planArnOf(arn), arn.account, services);
  if (arn?.kind === 'response-plan') return ofPlan(arn.arn, arn.account, services);
  if (arn?.kind === 'other' && /^contact\//.test(arn.resource)) {
    return { subject: nameOf(arn.arn), contactArns: [arn.arn] };
  }
  if (arn !== undefined) {
    throw new AppError('not_understood', 'That is neither an incident nor a response plan nor a contact.');
  }
  const name = text.replaceAll(/^[\s`"'“”‘’*_]+|[\s`"'“”‘’*_]+$/g, '');
  if (name !== '') return byName(name, services);
  const watched = await watchedHere(requester, services);
  return watched === undefined ? allSchedules(services) : ofPlan(planArnOf(watched), watched.account, services);
}

async function watchedHere(requester: Requester, services: Reads): Promise<IncidentArn | undefined> {
  try {
    return (await targetHere('', requester, services, 'nothing')).arn;
  } catch (error) {
    if (error instanceof AppError && error.code === 'incident_not_named') return undefined;
    throw error;
  }
}

async function ofPlan(arn: string, account: string, { readPlan }: Reads): Promise<Asked> {
  const { displayName, engagements } = await readPlan({ arn, account });
  return { subject: displayName || nameOf(arn), contactArns: engagements };
}

async function allSchedules({ listAllContacts }: Reads): Promise<Asked> {
  const { contacts, gaps } = await listAllContacts();
  const ofType = (type: string) => contacts.filter((contact) => contact.type === type).map(({ arn }) => arn);
  const schedules = ofType('ONCALL_SCHEDULE');
  const trouble = gapLine(gaps);
  return {
    subject: '',
    contactArns: schedules.length > 0 ? schedules : ofType('ESCALATION'),
    ...(trouble && { trouble }),
  };
}

/** A contact or response plan by its name: the one of exactly this name, else the only one that contains it. */
async function byName(name: string, services: Reads): Promise<Asked> {
  const [{ contacts, gaps }, plans] = await Promise.all([
    services.listAllContacts(),
    services.listResponsePlans().catch(() => ({ plans: [], gaps: [] })),
  ]);
  const named = [
    ...plans.plans.map(({ arn, account, name: planName, displayName }) => ({
      names: [planName, displayName ?? ''],
      find: () => ofPlan(arn, account, services),
    })),
    ...contacts.map((contact) => ({ names: namesOf(contact), find: async () => asked(contact) })),
  ];
  const wanted = name.toLowerCase();
  const having = (test: (each: string) => boolean) =>
    named.filter(({ names }) => names.some((one) => test(one.toLowerCase())));
  const exact = having((one) => one === wanted);
  const fitting = exact.length > 0 ? exact : having((one) => one.includes(wanted));
  const [first] = fitting;
  if (first !== undefined && (fitting.length === 1 || exact.length > 0)) return first.find();
  const choices = (fitting.length > 0 ? fitting : named).map(({ names: [one = ''] }) => one);
  const trouble = gapLine(gaps);
  throw new AppError(
    'not_understood',
    [
      `${fitting.length > 0 ? 'More than one' : 'No'} contact or response plan is called "${truncate(name, 60)}".`,
      choices.length === 0 ? '' : `There are ${listed(choices, offered)}.`,
      trouble ?? '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  );
}

const namesOf = ({ alias, displayName }: ListedContact): string[] => [alias, displayName ?? ''];
const asked = ({ arn, alias, displayName }: ListedContact): Asked => ({
  subject: displayName || alias,
  contactArns: [arn],
});
