import {
  AutomationExecutionNotFoundException,
  GetAutomationExecutionCommand,
  InvalidAutomationSignalException,
  SendAutomationSignalCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { seedIncidents } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

const failed = '4105a4fc-f944-11e6-9d32-8fb2db27a909';
const waiting = '7c2f8e10-5b3d-4f6a-9e81-2d4c6b8a0f13';

async function start() {
  const started = await startAws();
  return {
    ...started,
    get: async (id: string, region = 'eu-west-1') =>
      (await started.ssm(region).send(new GetAutomationExecutionCommand({ AutomationExecutionId: id })))
        .AutomationExecution,
    signal: (id: string, SignalType: 'Approve' | 'Reject' | 'Resume' | 'StartStep', comment?: string) =>
      started.ssm('us-east-1').send(
        new SendAutomationSignalCommand({
          AutomationExecutionId: id,
          SignalType,
          ...(comment === undefined ? {} : { Payload: { Comment: [comment] } }),
        }),
      ),
  };
}

describe('GetAutomationExecution', () => {
  test("GetAutomationExecution returns the failed step of the critical seed's first runbook", async () => {
    const { client, get } = await start();
    const { incidentRecord } = await client().getIncidentRecord({ arn: seedIncidents.critical });
    expect(incidentRecord?.automationExecutions?.[0]?.ssmExecutionArn).toBe(
      `arn:aws:ssm:eu-west-1:111122223333:automation-execution/${failed}`,
    );
    const execution = await get(failed);
    expect(execution).toMatchObject({
      AutomationExecutionStatus: 'Failed',
      DocumentName: 'RestartFleet',
      FailureMessage: expect.stringContaining('Timed out'),
      ExecutionEndTime: expect.any(Date),
      ProgressCounters: { TotalSteps: 7, SuccessSteps: 2, FailedSteps: 1 },
    });
    expect(execution?.StepExecutions?.map(({ StepStatus }) => StepStatus)).toEqual([
      'Success',
      'Success',
      'Failed',
      'Pending',
      'Pending',
      'Pending',
      'Pending',
    ]);
  });

  test('GetAutomationExecution returns the waiting approval of the second runbook, only in its own Region', async () => {
    const { get } = await start();
    expect(await get(waiting, 'us-east-1')).toMatchObject({
      AutomationExecutionStatus: 'Waiting',
      CurrentStepName: 'ApproveFailover',
      CurrentAction: 'aws:approve',
    });
    await expect(get(waiting, 'eu-west-1')).rejects.toBeInstanceOf(AutomationExecutionNotFoundException);
  });

  test('a running execution advances with time', async () => {
    const { aws, clock, get } = await start();
    const { id } = aws.automation.start({
      document: 'CollectLogs',
      region: 'eu-west-1',
      account: aws.account,
      executedBy: 'arn:aws:iam::111122223333:role/x',
    });
    expect((await get(id))?.CurrentStepName).toBe('ListInstances');
    clock.nowMs += 6_000;
    expect((await get(id))?.CurrentStepName).toBe('CopyLogs');
    clock.nowMs += 600_000;
    const ended = await get(id);
    expect(ended).toMatchObject({ AutomationExecutionStatus: 'Success', ProgressCounters: { SuccessSteps: 3 } });
    expect(ended?.ExecutionEndTime?.getTime()).toBeLessThan(clock.nowMs);
  });

  test('a running step can be failed', async () => {
    const { aws, get } = await start();
    const { id, arn } = aws.automation.start({
      document: 'Unknown',
      region: 'eu-west-1',
      account: aws.account,
      executedBy: 'x',
    });
    aws.automation.fail(arn, 'Out of disk');
    expect(await get(id)).toMatchObject({ AutomationExecutionStatus: 'Failed', FailureMessage: 'Out of disk' });
  });

  test('GetAutomationExecution refuses an id of the wrong length', async () => {
    const { get } = await start();
    await expect(get('short')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('SendAutomationSignal', () => {
  test('Approve continues a runbook that waits for approval', async () => {
    const { get, signal } = await start();
    await signal(waiting, 'Approve', 'Go');
    const execution = await get(waiting, 'us-east-1');
    expect(execution).toMatchObject({ AutomationExecutionStatus: 'InProgress', CurrentStepName: 'PromoteReplica' });
    expect(execution?.StepExecutions?.[1]?.Outputs?.ApprovalStatus).toEqual(['Approved']);
  });

  test('Reject ends a runbook and records who rejected it and why', async () => {
    const { get, signal } = await start();
    await signal(waiting, 'Reject', 'Replica lags');
    expect(await get(waiting, 'us-east-1')).toMatchObject({
      AutomationExecutionStatus: 'Rejected',
      FailureMessage: 'Rejected by arn:aws:sts::111122223333:assumed-role/SlackApp/slack-app: Replica lags',
    });
    await expect(signal(waiting, 'Approve')).rejects.toBeInstanceOf(InvalidAutomationSignalException);
  });

  test.each(['Resume', 'StartStep'] as const)('an approval step refuses the signal %s', async (type) => {
    const { signal } = await start();
    await expect(signal(waiting, type)).rejects.toBeInstanceOf(InvalidAutomationSignalException);
  });

  test('Resume continues a paused runbook', async () => {
    const { aws, get, signal } = await start();
    const { id } = aws.automation.start({
      document: 'AWSIncidents-CriticalIncidentRunbookTemplate',
      region: 'us-east-1',
      account: aws.account,
      executedBy: 'x',
    });
    await signal(id, 'Resume');
    expect((await get(id, 'us-east-1'))?.CurrentStepName).toBe('Diagnosis');
  });
});
