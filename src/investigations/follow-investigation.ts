import type { DevOpsAgent, SummaryType } from '../aws/devops-agent/devops-agent.ts';
import { agentReport, investigationLine } from '../cards/surfaces/investigation.ts';
import { AppError } from '../errors.ts';
import type { Gate } from '../gate/gate.ts';
import { type AgentTask, isFinished } from '../incidents/investigations/agent-task.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { type ActiveCard, activeCard, answerInThread } from '../posting/answer-in-thread.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { CardStore } from '../posting/posted-card.ts';
import { conflictOver } from '../store/update-item.ts';
import { readAgain } from './investigation-jobs.ts';
import type { Investigation, InvestigationStore } from './investigation-store.ts';

export interface FollowOptions {
  /** Absent: `DEVOPS_AGENT_SPACE` is not set (any more). */
  devOpsAgent: DevOpsAgent | undefined;
  investigations: InvestigationStore;
  cardStore: Pick<CardStore, 'ofIncident'>;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  queue: Pick<JobQueue, 'send'>;
  permissions: { readOnly: boolean };
  now: () => number;
  log: Log;
}

/** How long AWS may still report the state before, in milliseconds. */
const settlesMs = 60_000;

/** The most tasks in a row that were merged into the next one. */
const mostLinks = 5;

/**
 * Reads an investigation and shows it in the threads of the incident's cards: one line each, which is updated in place, and
 * once the agent's report. Read again until it has finished.
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function followInvestigation(options: FollowOptions, { arn }: { arn: string }): Promise<void> {
  const { devOpsAgent, investigations, queue, now, log } = options;
  const stored = await investigations.get(arn);
  if (devOpsAgent === undefined || stored === undefined) return;
  const { value: known } = stored;
  const isOver = now() > known.followUntilMs;
  try {
    const task = await followLinks(devOpsAgent, known.taskId);
    const read: Investigation = {
      ...known,
      taskId: task.id,
      status: task.status,
      ...(task.executionId !== undefined && { executionId: task.executionId }),
      ...(task.reason !== undefined && { reason: task.reason }),
    };
    if (task.id !== known.taskId) await investigations.link(task.id, arn, now());
    const shown = await show(options, devOpsAgent, read);
    const version = await investigations.put(shown, stored.version, now());
    if (version === undefined) throw conflictOver('this investigation');
    if (!isFinished(shown.status) && !isOver) await queue.send([readAgain(arn, now())]);
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    log.warn('investigation cannot be read', { arn, code: error.code, reason: error.message });
    // A missing permission can be granted.
    if (error.retryable && !isOver) await queue.send([readAgain(arn, now())]);
  }
}

/** Reads a task; where it was merged into another one, that one. */
async function followLinks(devOpsAgent: DevOpsAgent, taskId: string): Promise<AgentTask> {
  let task = await devOpsAgent.read(taskId);
  for (let count = 0; task.status === 'LINKED' && task.primaryTaskId !== undefined && count < mostLinks; count += 1)
    task = await devOpsAgent.read(task.primaryTaskId);
  return task;
}

/** Makes every channel with a card show the investigation. @returns it, with what is shown */
async function show(options: FollowOptions, devOpsAgent: DevOpsAgent, read: Investigation): Promise<Investigation> {
  const { cardStore, gate, permissions, now } = options;
  const isPlan = read.planBy !== undefined;
  const type: SummaryType = isPlan ? 'mitigation_summary_md' : 'investigation_summary_md';
  const isDone = read.status === 'COMPLETED' && read.executionId !== undefined;
  const cards = (await cardStore.ofIncident(read.arn)).flatMap((card) => activeCard(card) ?? []);
  const readable: ActiveCard[] = [];
  for (const card of cards) if (await gate.mayPost({ incident: read.arn }, card.channel)) readable.push(card);
  const summary = isDone && readable.length > 0 ? await devOpsAgent.summary(read.executionId ?? '', type) : undefined;
  // The state of a task that was just started again may still be the one before.
  const isLate = isDone && isPlan && summary === undefined && now() - (read.planSinceMs ?? 0) < settlesMs;
  const status = isLate ? 'IN_PROGRESS' : read.status;
  const hasNone = isDone && summary === undefined && !isLate;
  const title = readable.map(({ reading }) => reading?.record.title).find((one) => one !== undefined) ?? '';
  const shownStatus = hasNone ? 'COMPLETED_WITHOUT_SUMMARY' : status;
  const facts = { ...read, title, space: devOpsAgent.space, status: shownStatus };
  const line = investigationLine(facts);
  let shown: Investigation = { ...read, status };
  for (const card of readable) {
    shown = await showLine(options, card, shown, line);
    if (summary === undefined) continue;
    const kind = isPlan ? 'plan' : 'report';
    const report = agentReport(kind, summary, facts, kind === 'report' && !permissions.readOnly);
    shown = await postReport(options, card, shown, kind, report);
  }
  return shown;
}

type Message = ReturnType<typeof investigationLine>;

async function showLine(
  { writer }: Pick<FollowOptions, 'writer'>,
  card: ActiveCard,
  shown: Investigation,
  line: Message,
): Promise<Investigation> {
  const { channel, ts: cardTs } = card;
  // A card that was moved has a new thread.
  const place = `${channel} ${cardTs}`;
  const before = shown.lines[place];
  if (before?.text === JSON.stringify(line)) return shown;
  const key = `investigation ${shown.sinceMs}`;
  // Searched first: an earlier attempt may have posted it.
  const posted =
    before === undefined
      ? await answerInThread({ writer }, card, line, key, shown.sinceMs)
      : { ts: before.ts, found: true };
  if ('refused' in posted) return shown;
  if (posted.found) await writer.update(channel, posted.ts, line);
  return { ...shown, lines: { ...shown.lines, [place]: { ts: posted.ts, text: JSON.stringify(line) } } };
}

async function postReport(
  { writer }: Pick<FollowOptions, 'writer'>,
  card: ActiveCard,
  shown: Investigation,
  kind: 'report' | 'plan',
  report: Message,
): Promise<Investigation> {
  const place = `${kind} ${card.channel} ${shown.executionId ?? ''}`;
  if (shown.posted.includes(place)) return shown;
  const key = `agent ${kind} ${shown.executionId ?? shown.taskId}`;
  const posted = await answerInThread({ writer }, card, report, key, shown.sinceMs);
  return 'refused' in posted ? shown : { ...shown, posted: [...shown.posted, place] };
}
