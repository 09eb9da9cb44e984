import { postMortemCard } from '../../cards/answers/line-with-button.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { factsMark, postMortem, postMortemFacts } from '../../cards/surfaces/post-mortem.ts';
import { firstAcknowledgement } from '../../cards/surfaces/report.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { activeCard, answerInThread } from '../../posting/answer-in-thread.ts';
import { slackCode } from '../../web-api/fault.ts';
import type { CommandCall } from '../commands/command.ts';
import { type ReportReading, readReport } from '../reports/report-incident.ts';
import { fileAudience, fileName, filePlace, shareFile } from '../reports/share-file.ts';
import { type Interaction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { canvasLink, createCanvas, findCanvas, openToChannel } from './canvas.ts';

type Making = ReportReading &
  Pick<Services, 'slack' | 'gate' | 'journal' | 'cardStore' | 'writer' | 'postMortems' | 'keepFacts' | 'rooms'>;

/** How long the making of a canvas may take, in milliseconds: longer than its job is retried. */
const makingMs = 600_000;

/** `/incident postmortem [<arn>]`: one canvas per incident to fill in, or a file where Slack allows no canvases. */
export async function postmortem(call: CommandCall<Targeting & Making>): Promise<void> {
  const { requester, rest, services, triggerId, atMs } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await makePostMortem(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** @throws AppError whose message the requester gets; NotFinished when the next job continues */
async function makePostMortem(services: Making, interaction: Interaction, arn: IncidentArn): Promise<void> {
  const { requester, key, atMs } = interaction;
  const { slack, postMortems, now } = services;
  const asked = await fileAudience(services, arn, requester, 'postmortem');
  const room = await openRoom(services, arn);
  const shown = room === undefined ? asked : 'channel';
  const known = await postMortems.get(arn.arn);
  if (known?.canvas !== undefined && shown === 'channel')
    return tellKnown(services, interaction, arn, known.canvas.link);
  const { view: snapshot, events } = await readReport(services, arn, key);
  const acknowledgedAtMs = firstAcknowledgement(snapshot, events);
  const acknowledged = acknowledgedAtMs === undefined ? {} : { acknowledgedAtMs };
  const markdown = postMortem({ snapshot, ...(events && { events }), ...acknowledged });
  const title = `Post-mortem: ${truncate(titleOf(snapshot.record), 180)}`;
  const file = { shown: asked, title, markdown };
  // Where it is not known who reads the channel, only the requester gets it.
  if (shown === 'requester') return shareAsFile(services, interaction, arn, { ...file, why: '' });
  const channel = room ?? requester.channel;
  const begun = { key, channel, atMs };
  const isFirst = await postMortems.begin(arn.arn, begun);
  const before = isFirst ? begun : ((await postMortems.get(arn.arn)) ?? begun);
  if (before.key !== key && now() - before.atMs < makingMs) {
    throw new AppError('not_understood', 'Someone else is making the post-mortem just now. Ask again in a minute.');
  }
  let found: string | undefined;
  let id: string;
  try {
    found = await findMade(slack, before.channel, arn, isFirst);
    id = found ?? (await createCanvas(slack, channel, title, markdown));
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    await postMortems.remove(arn.arn);
    return shareAsFile(services, interaction, arn, { ...file, why: whyNot(error) });
  }
  const place = found === undefined ? channel : before.channel;
  await openToChannel(slack, id, place);
  const link = await canvasLink(slack, id);
  await announce(services, { channel: place, atMs }, arn, { title, link });
  // Of a canvas that was found it is not known which facts it shows: the next refresh writes them.
  const facts = found === undefined ? { facts: postMortemFacts(snapshot, acknowledgedAtMs) } : {};
  await postMortems.put(arn.arn, { ...before, channel: place, canvas: { id, link }, ...facts, ...acknowledged });
  const where = place === requester.channel ? 'this channel' : "the incident's room";
  await tell(slack, requester, postMortemCard(`${title}. It is a canvas of ${where}.`, link));
}

/** The channel of the incident's room, if it has one that is open to the app and may show the incident. */
async function openRoom({ rooms, gate }: Pick<Making, 'rooms' | 'gate'>, { arn }: IncidentArn) {
  const { channel, ended } = (await rooms.get(arn)) ?? {};
  if (channel === undefined || ended !== undefined) return undefined;
  return (await gate.mayPost({ incident: arn }, channel)) ? channel : undefined;
}

/**
 * The canvas that an earlier attempt without an answer made, or that a store which was lost knew.
 * @param isFirst whether no attempt is known: what Slack refuses then does not matter
 * @throws AppError
 */
async function findMade(slack: Making['slack'], channel: string, { id }: IncidentArn, isFirst: boolean) {
  try {
    return await findCanvas(slack, channel, factsMark(id));
  } catch (error) {
    if (isFirst && error instanceof AppError && !error.transient) return undefined;
    throw error;
  }
}

async function tellKnown(services: Making, { requester }: Interaction, arn: IncidentArn, link: string): Promise<void> {
  const snapshot = await services.readSnapshot(arn);
  await services.keepFacts(snapshot);
  const title = truncate(titleOf(snapshot.record), 150);
  await tell(services.slack, requester, postMortemCard(`The post-mortem of ${title} is there already.`, link));
}

/** Says in the thread of the channel's card, or in the room, where it is, once. */
async function announce(
  { cardStore, writer }: Pick<Making, 'cardStore' | 'writer'>,
  { channel, atMs }: { channel: string; atMs: number },
  { arn }: IncidentArn,
  { title, link }: { title: string; link: string },
): Promise<void> {
  const card = activeCard((await cardStore.get(arn, channel))?.card);
  if (card === undefined) return;
  await answerInThread({ writer }, card, postMortemCard(`${title}.`, link), 'post-mortem', atMs);
}

/** Why there is no canvas, in a sentence. */
function whyNot(error: AppError): string {
  if (error.code === 'slack_scope_missing') {
    return ' For a canvas, the app must be installed with the scopes canvases:write and canvases:read.';
  }
  return ` Slack makes no canvas here (${slackCode(error) ?? error.code}).`;
}

async function shareAsFile(
  services: Making,
  interaction: Interaction,
  arn: IncidentArn,
  { shown, title, markdown, why }: { shown: 'channel' | 'requester'; title: string; markdown: string; why: string },
): Promise<void> {
  const { channel, threadTs, words } = await filePlace(services, interaction, arn, shown, title);
  await shareFile(services, interaction, {
    channel,
    name: fileName(['post-mortem', arn.plan, arn.id.slice(0, 8)], interaction.atMs, 'md'),
    title,
    content: `# ${title}\n\n${markdown}`,
    comment: 'A post-mortem to fill: facts, timeline, people.',
    ...(threadTs !== undefined && { threadTs }),
  });
  await tell(services.slack, interaction.requester, lineCard(`The post-mortem is ${words}, as a file.${why}`));
}
