import type { App, BlockAction } from '@slack/bolt';
import { z } from 'zod';
import type { CardModal } from '../../cards/block-kit/blocks.ts';
import type { SentForm } from '../../cards/modals/form-again.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { sentWithWhoPages, type WhoPages, withWhoPages } from '../../cards/modals/who-pages.ts';
import { AppError } from '../../errors.ts';
import { accountOf, nameOf } from '../../incidents/naming/arn.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import type { Services } from '../services.ts';
import { choiceValue } from './choices.ts';
import { parseMetadata } from './form-metadata.ts';

type Reads = Pick<Services, 'readOnCall' | 'readPlan' | 'listResponsePlans' | 'listContacts'>;

/** Registers the listeners of choices in forms: the form then says whom the chosen contact or plan would page now. */
export function listenForChoices(bolt: App, services: Reads & Pick<Services, 'slack'>): void {
  bolt.action<BlockAction>(new RegExp(`^(${fields.contact}|${fields.plan})$`), async ({ body }) => {
    const [element] = body.actions;
    const sent = body.view as unknown as Partial<SentForm> | undefined;
    if (body.view === undefined || element?.type !== 'static_select' || !isWhole(sent)) return;
    const value = element.selected_option?.value ?? '';
    const find = element.action_id === fields.plan ? ofPlan : ofContact;
    const who = await orTrouble(() => find(value, sent, services));
    if (who === undefined) return;
    const view = sentWithWhoPages(sent, element.block_id, who);
    await services.slack.views.update({ view_id: body.view.id, view }).catch((error: unknown) => {
      // The form was closed or sent in the meantime.
      if (slackCode(error) !== 'not_found') throw toSlackError(error);
    });
  });
}

const options = z.array(z.looseObject({}));
const element = z.looseObject({
  options: options.optional(),
  option_groups: z.array(z.looseObject({ options })).optional(),
});
/** What is read of a form that Slack sent. */
const wholeForm = z.looseObject({
  callback_id: z.string(),
  title: z.looseObject({ text: z.string() }),
  submit: z.looseObject({ text: z.string() }).nullish(),
  private_metadata: z.string(),
  blocks: z.array(
    z.union([
      z.looseObject({ type: z.literal('input'), element }),
      z.looseObject({ type: z.string().regex(/^(?!input$)/) }),
    ]),
  ),
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
});

const isWhole = (sent: Partial<SentForm> | undefined): sent is SentForm => wholeForm.safeParse(sent).success;

/** The form that starts an incident, with whom the preselected plan pages. */
export async function withPagesOf(plan: string, form: CardModal, services: Reads): Promise<CardModal | undefined> {
  const who = await orTrouble(() => engagedBy({ arn: plan, account: accountOf(plan) }, services));
  return who && withWhoPages(form, fields.plan, who);
}

/** @returns `undefined` for a choice that AWS does not list (any more): the form says so when it is sent */
async function ofPlan(value: string, _: SentForm, services: Reads): Promise<WhoPages | undefined> {
  const { plans } = await services.listResponsePlans();
  const plan = plans.find(({ arn }) => choiceValue(arn) === value);
  return plan && engagedBy(plan, services);
}

async function ofContact(value: string, sent: SentForm, services: Reads): Promise<WhoPages | undefined> {
  const { arn = '' } = parseMetadata(sent.private_metadata) ?? {};
  const contacts = await services.listContacts(accountOf(arn));
  const contact = contacts.find((each) => choiceValue(each.arn) === value);
  return contact && { plans: [await services.readOnCall(contact.arn)] };
}

async function engagedBy(plan: { arn: string; account: string }, services: Reads): Promise<WhoPages> {
  const { engagements, displayName } = await services.readPlan(plan);
  return { plan: displayName || nameOf(plan.arn), plans: await Promise.all(engagements.map(services.readOnCall)) };
}

/** What cannot be read takes nothing else from the form. */
async function orTrouble(read: () => Promise<WhoPages | undefined>): Promise<WhoPages | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { plans: [], trouble: error.message };
  }
}
