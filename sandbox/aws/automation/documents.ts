import type { ExecutionStep } from './execution.ts';

type DocumentStep = readonly [name: string, action: string, durationMs: number];

/** Runbooks of the sandbox's shop, and the template that Incident Manager offers. */
const documents: Readonly<Record<string, readonly DocumentStep[]>> = {
  RestartFleet: [
    ['PauseDeployments', 'aws:executeAwsApi', 10_000],
    ['DrainConnections', 'aws:runCommand', 45_000],
    ['RestartInstances', 'aws:runCommand', 90_000],
    ['WaitForHealthy', 'aws:waitForAwsResourceProperty', 60_000],
    ['ShiftTraffic', 'aws:executeAwsApi', 30_000],
    ['VerifyCheckout', 'aws:executeScript', 30_000],
    ['ResumeDeployments', 'aws:executeAwsApi', 10_000],
  ],
  FailoverPayments: [
    ['CheckReplicaLag', 'aws:executeScript', 20_000],
    ['ApproveFailover', 'aws:approve', 0],
    ['PromoteReplica', 'aws:executeAwsApi', 60_000],
    ['SwitchTraffic', 'aws:changeInstanceState', 30_000],
    ['VerifyPayments', 'aws:executeScript', 30_000],
  ],
  CollectLogs: [
    ['ListInstances', 'aws:executeAwsApi', 5_000],
    ['CopyLogs', 'aws:runCommand', 60_000],
    ['ShareLogs', 'aws:executeScript', 5_000],
  ],
  'AWSIncidents-CriticalIncidentRunbookTemplate': [
    ['Triage', 'aws:pause', 0],
    ['Diagnosis', 'aws:pause', 0],
    ['Mitigation', 'aws:pause', 0],
    ['Recovery', 'aws:pause', 0],
  ],
};

/** The inputs of the approval steps. */
const approval = {
  approvalMessage: 'Payments moves to eu-central-1 for all customers. Replica lag must be under 5 s.',
  approvers: ['arn:aws:iam::111122223333:user/grace', 'arn:aws:iam::111122223333:role/PaymentsOnCall'],
};

/** The steps of a document, none started. An unknown document has one step of a minute. */
export function stepsOf(document: string): ExecutionStep[] {
  const steps = documents[document] ?? [['RunScript', 'aws:executeScript', 60_000] as const];
  return steps.map(([name, action, durationMs]) => ({
    name,
    action,
    status: 'Pending',
    durationMs,
    ...(action === 'aws:approve' && approval),
  }));
}
