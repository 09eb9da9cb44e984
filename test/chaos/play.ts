import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans } from 'slack-aws-sandbox/aws';
import type { ChaosBackends } from './chaos-backends.ts';
import { realMs } from './clock.ts';
import { observeSlack } from './observe-slack.ts';
import type { Ask, Deed, Plan } from './plan.ts';

export interface Stage {
  backends: Pick<ChaosBackends, 'aws' | 'slack'>;
  /** ARNs of the incidents that began, by their number in the plan. */
  arns: Map<number, string>;
}

/** Plays the steps of the plan at their times. Resolves after the last one; errors of Slack for people are ignored. */
export async function play(plan: Plan, stage: Stage, sinceMs: () => number): Promise<void> {
  const underway: Promise<unknown>[] = [];
  for (const { atMs, ...deed } of plan.steps) {
    await sleep(Math.max(0, realMs(atMs - sinceMs())));
    underway.push(perform(deed, stage).catch(() => undefined));
  }
  await Promise.all(underway);
}

async function perform(deed: Deed, stage: Stage): Promise<unknown> {
  const { incidents } = stage.backends.aws;
  if (deed.do === 'start') {
    // Two plans, of which one has a runbook and people to page.
    const plan = deed.incident % 3 === 2 ? seedPlans.payments : seedPlans.search;
    return stage.arns.set(deed.incident, incidents.start(plan, { title: deed.title, impact: deed.impact }));
  }
  const arn = stage.arns.get(deed.incident);
  if (arn === undefined) return undefined;
  switch (deed.do) {
    case 'update':
      return incidents.update(arn, deed.changes);
    case 'resolve':
      return incidents.resolve(arn);
    case 'reopen':
      return incidents.update(arn, { status: 'OPEN' });
    case 'timeline':
      return incidents.addTimelineEvent(arn, 'Custom Event', JSON.stringify('something happened'));
    case 'ask':
      return ask(arn, deed, stage);
  }
}

async function ask(arn: string, { what, user, channel, text = '' }: Ask, { backends }: Stage): Promise<unknown> {
  const { workspace } = backends.slack;
  const command = (words: string) => workspace.command({ user, channel, text: `/incident ${words}` });
  switch (what) {
    case 'show':
      return command(arn);
    case 'watch':
      return command(`watch ${arn}`);
    case 'note':
      return command(`note ${arn} ${text}`);
    case 'impact':
      return command(`impact ${arn} ${text}`);
    case 'room':
      return command(`room ${arn}`);
    case 'paste':
      return workspace.say({ user, channel, text: `Is this ours? ${arn}` });
    case 'resolve': {
      const before = new Set(workspace.ephemerals(user, channel).map(({ ts }) => ts));
      if (!(await command(`resolve ${arn}`)).ok) return undefined;
      const isQuestion = ({ ts, text: line }: { ts: string; text: string }) =>
        !before.has(ts) && line.includes('Resolve "');
      const question = await workspace.until(() => workspace.ephemerals(user, channel).find(isQuestion), 6000);
      return workspace.click({ user, channel, ts: question.ts, action_id: 'incident:resolve' });
    }
    case 'bring': {
      const card = observeSlack(backends.slack).cards.find((one) => one.arn === arn && one.channel === channel);
      if (card === undefined) return command(arn);
      const before = new Set(workspace.ephemerals(user, channel).map(({ ts }) => ts));
      if (!(await command(arn)).ok) return undefined;
      const answer = await workspace.until(
        () =>
          workspace
            .ephemerals(user, channel)
            .find(({ ts, blocks }) => !before.has(ts) && JSON.stringify(blocks ?? '').includes('incident:bring')),
        6000,
      );
      return workspace.click({ user, channel, ts: answer.ts, action_id: 'incident:bring' });
    }
  }
}
