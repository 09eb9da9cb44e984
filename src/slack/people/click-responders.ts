import { lineCard } from '../../cards/surfaces/line-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { assignmentWords } from '../../incidents/people/assignment-words.ts';
import { leadRole } from '../../incidents/people/responders.ts';
import { answerClick } from '../actions/change-status.ts';
import { authorizedClick, type Click } from '../actions/click.ts';
import type { Services } from '../services.ts';
import { performWrite } from '../writes/perform-write.ts';
import { type Assigning, assignRole, showResponders } from './assign.ts';

type Clicked = Assigning & Pick<Services, 'permissions'>;

/** *Take the lead*: makes the requester the lead, unless someone leads already. The card may be older than that. */
export async function takeLead(click: Click, services: Clicked): Promise<void> {
  const interaction = await authorizedClick(click, services);
  const request = { arn: click.arn, name: leadRole, person: interaction.editor, ifFree: true };
  await answerClick(services, click, lineCard(await assignRole(services, interaction, request)));
}

/**
 * *I'm on it*: notes in the timeline, and shows on every card, that the requester works on the incident. It acknowledges no
 * page: only the code in the page does that.
 */
export async function sayOnIt(click: Click, services: Clicked): Promise<void> {
  const interaction = await authorizedClick(click, services);
  const { arn } = click;
  const { editor, atMs, key } = interaction;
  const step = await services.journal.step(key, 'on it');
  const record = await services.incidents.getIncident(arn);
  const title = truncate(titleOf(record), 150);
  const { onIt = [] } = (await services.responders.of(record)) ?? {};
  if (onIt.some(({ person }) => person.id === editor.id) && !step.begun && !step.done) {
    return answerClick(services, click, lineCard(`You are on it already: ${title}.`));
  }
  const change = { kind: 'on it' as const, person: editor, atMs };
  const { remark } = await performWrite(services, interaction, {
    name: 'on it',
    step,
    words: assignmentWords(change),
    about: () => arn.arn,
    async write(once) {
      await once.beforeSend('');
      await services.responders.assign(record, change);
      return true;
    },
    show: () => showResponders(services, arn),
  });
  const line = `You are on it: ${title}. This acknowledges no page; reply to the page for that.${remark}`;
  await answerClick(services, click, lineCard(line));
}
