import type { DevOpsAgent } from '../aws/devops-agent/devops-agent.ts';
import type { ReadProbe } from './probe.ts';

const absentId = '00000000-0000-0000-0000-000000000000';

/** The actions by which the app reads investigations. What is asked for does not exist, or is the newest. */
export function agentProbes(agent: DevOpsAgent, account: string): ReadProbe[] {
  const { region, id } = agent.space;
  const resource = `arn:aws:aidevops:${region}:${account}:agentspace/${id}`;
  const without = 'the state and the reports of investigations are not shown';
  return [
    { action: 'aidevops:GetBacklogTask', resource, without, probe: () => agent.read(absentId) },
    {
      action: 'aidevops:ListBacklogTasks',
      resource,
      without: 'investigations cannot be started: whether there is one already is unknown',
      probe: () => agent.newest(),
    },
    {
      action: 'aidevops:ListJournalRecords',
      resource,
      without,
      probe: () => agent.summary(absentId, 'investigation_summary_md'),
    },
  ];
}
