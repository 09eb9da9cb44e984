import { digestOf } from '../../digest.ts';
import { AppError } from '../../errors.ts';
import { isFinished, taskFor } from '../../incidents/investigations/agent-task.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { adopt, followMs, namedIn } from '../../investigations/adopt-task.ts';
import { readInvestigation } from '../../investigations/investigation-jobs.ts';
import { conflictOver } from '../../store/update-item.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { performWrite, type WriteOperation, type Writing } from '../writes/perform-write.ts';

/** The services that investigations of AWS DevOps Agent take. */
export type Investigating = Writing & Pick<Services, 'devOpsAgent' | 'investigations' | 'readSnapshot' | 'queue'>;

/** @throws AppError `configuration` where `DEVOPS_AGENT_SPACE` is not set */
export function agentOf({ devOpsAgent }: Pick<Services, 'devOpsAgent'>) {
  if (devOpsAgent !== undefined) return devOpsAgent;
  throw new AppError(
    'configuration',
    'This app knows no Agent Space of AWS DevOps Agent. Whoever runs the app can set DEVOPS_AGENT_SPACE.',
  );
}

/** The investigation of an incident that is running or has a report, in one line; `undefined` if one can be started. */
async function existing(
  { devOpsAgent, investigations, queue, now }: Pick<Investigating, 'devOpsAgent' | 'investigations' | 'queue' | 'now'>,
  arn: IncidentArn,
): Promise<string | undefined> {
  const known = (await investigations.get(arn.arn))?.value;
  const read = () => queue.send([readInvestigation(arn.arn, `asked ${now()}`)]);
  // Cards that were posted since then get it too.
  if (known !== undefined) await read();
  if (known !== undefined && !isFinished(known.status))
    return 'AWS DevOps Agent is investigating it already: see the thread of its card.';
  if (known?.status === 'COMPLETED')
    return 'AWS DevOps Agent has investigated it: the report is in the thread of its card.';
  // Someone may have started one in the console.
  const tasks = (await devOpsAgent?.newest()) ?? [];
  const named = tasks.find(
    (task) => namedIn(task).includes(arn.arn) && task.id !== known?.taskId && !isGone(task.status),
  );
  if (named === undefined) return undefined;
  await adopt({ investigations, now }, arn.arn, named);
  await read();
  return 'AWS DevOps Agent investigates it already: its state is in the thread of its card.';
}

const isGone = (status: string) => isFinished(status) && status !== 'COMPLETED';

/**
 * Starts an investigation of an incident, once, even if the job is retried or several people ask at the same time.
 * @returns the line for the requester
 * @throws AppError whose message the requester gets
 */
export async function investigate(
  services: Investigating,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
): Promise<string> {
  const { investigations, journal } = services;
  const devOpsAgent = agentOf(services);
  const step = await journal.step(interaction.key, 'investigate');
  if (!step.begun) {
    const told = await existing(services, arn);
    if (told !== undefined) return told;
  }
  const snapshot = await services.readSnapshot(arn);
  const stored = await investigations.get(arn.arn);
  const number = stored === undefined ? 0 : stored.value.number + (isFinished(stored.value.status) ? 1 : 0);
  // The same for everyone who asks now: AWS then creates one task.
  const token = digestOf(`${devOpsAgent.space.id} ${arn.arn} ${number}`);
  const words = 'Investigation by AWS DevOps Agent started';
  const remark = await askAgent(services, interaction, arn, { name: 'investigate', step, words }, async () => {
    const task = await devOpsAgent.start(taskFor(snapshot), token).catch(explainQuota);
    await adopt(services, arn.arn, task, interaction.editor.name);
  });
  return `AWS DevOps Agent investigates it: its state, and later its report, is in the thread of the card.${remark}`;
}

/** Asks something of the agent that costs its time, once, and then reads where it is. @returns a remark for the requester */
async function askAgent(
  services: Investigating,
  interaction: AuthorizedInteraction,
  { arn }: IncidentArn,
  what: Pick<WriteOperation<true>, 'name' | 'step' | 'words'>,
  send: () => Promise<void>,
): Promise<string> {
  const { queue, now } = services;
  const { remark } = await performWrite(services, interaction, {
    ...what,
    about: () => arn,
    write: async (once) => {
      await once.beforeSend(agentOf(services).space.region);
      await send();
      return true;
    },
    show: () => queue.send([readInvestigation(arn, `${what.name} ${now()}`)]),
  });
  return remark;
}

function explainQuota(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'quota_reached') throw error;
  throw new AppError(
    'quota_reached',
    'AWS DevOps Agent runs as many investigations as it may (3 at once, unless AWS raised that). Nothing was started: try again when one has finished.',
    { cause: error },
  );
}

/**
 * Has the agent make a mitigation plan for its investigation of an incident, once.
 * @returns the line for the requester
 * @throws AppError whose message the requester gets
 */
export async function mitigate(
  services: Investigating,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
): Promise<string> {
  const { investigations, journal, now } = services;
  const devOpsAgent = agentOf(services);
  const stored = await investigations.get(arn.arn);
  const step = await journal.step(interaction.key, 'mitigate');
  if (stored === undefined)
    throw new AppError('not_understood', 'There is no investigation of this incident to make a plan for.');
  if (!step.begun) {
    if (stored.value.planBy !== undefined)
      return 'The mitigation plan was asked for already: it is, or will be, in the thread.';
    if (stored.value.status !== 'COMPLETED')
      throw new AppError('not_understood', 'A mitigation plan needs a finished investigation: this one is not.');
  }
  const words = 'Mitigation plan asked of AWS DevOps Agent';
  const remark = await askAgent(services, interaction, arn, { name: 'mitigate', step, words }, async () => {
    const asked = {
      ...stored.value,
      status: 'PENDING_START',
      planBy: interaction.editor.name,
      planSinceMs: now(),
      followUntilMs: now() + followMs,
    };
    // Stored first: of two people at once, one asks.
    if ((await investigations.put(asked, stored.version, now())) === undefined)
      throw conflictOver('this investigation');
    await devOpsAgent.plan(stored.value.taskId).catch(async (error: unknown) => {
      // An earlier attempt without an answer has asked for it.
      if (error instanceof AppError && error.code === 'conflict' && step.begun) return;
      if (error instanceof AppError && !error.transient) await investigations.put(stored.value, 'anything', now());
      throw error;
    });
  });
  return `AWS DevOps Agent makes a mitigation plan: it comes into the thread of the card.${remark}`;
}
