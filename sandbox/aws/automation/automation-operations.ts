import type {
  GetAutomationExecutionRequest,
  GetAutomationExecutionResult,
  SendAutomationSignalRequest,
} from '@aws-sdk/client-ssm';
import type { Caller } from '../handler.ts';
import type { Constraints } from '../protocol/constraint.ts';
import type { StructureSchema } from '../protocol/decode.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { ServiceError } from '../service-error.ts';
import type { Automation } from './automation.ts';
import { describeExecution } from './describe-execution.ts';
import { currentStep, type Execution, type ExecutionStep, failExecution, finishStep } from './execution.ts';

const namespace = 'com.amazonaws.ssm';

// Declared here rather than imported: the client's own schemas would load 140 operations.
export const automationInputs: Readonly<Record<string, StructureSchema>> = {
  GetAutomationExecution: [3, namespace, 'GetAutomationExecutionRequest', 0, ['AutomationExecutionId'], [0], 1],
  SendAutomationSignal: [
    3,
    namespace,
    'SendAutomationSignalRequest',
    0,
    ['AutomationExecutionId', 'SignalType', 'Payload'],
    [0, 0, [2, namespace, 'AutomationParameterMap', 0, 0, 64 | 0]],
    2,
  ],
};

const id = { min: 36, max: 36 };

export const automationConstraints: Constraints = {
  GetAutomationExecutionRequest: { AutomationExecutionId: id },
  SendAutomationSignalRequest: {
    AutomationExecutionId: id,
    SignalType: { oneOf: ['Approve', 'Reject', 'StartStep', 'StopStep', 'Resume', 'Revoke'] },
    Payload: { min: 1, max: 200 },
  },
};

/** The action of the step that a signal is meant for. */
const signalTargets: Readonly<Record<string, string>> = {
  Approve: 'aws:approve',
  Reject: 'aws:approve',
  Resume: 'aws:pause',
};

/** Systems Manager's operations on runbook executions. */
export function automationOperations(automation: Automation, now: () => number): Operations {
  function find(executionId: string, { account, region }: Caller): Execution {
    const execution = automation.find(executionId, account, region);
    if (execution !== undefined) return execution;
    throw new ServiceError(
      'AutomationExecutionNotFoundException',
      400,
      `Automation execution does not exist: ${executionId}`,
    );
  }

  return {
    GetAutomationExecution(
      input: Checked<GetAutomationExecutionRequest>,
      caller: Caller,
    ): GetAutomationExecutionResult {
      return { AutomationExecution: describeExecution(find(input.AutomationExecutionId, caller)) };
    },

    SendAutomationSignal(input: Checked<SendAutomationSignalRequest>, caller: Caller): object {
      const execution = find(input.AutomationExecutionId, caller);
      const step = currentStep(execution);
      if (step?.status !== 'Waiting' || step.action !== signalTargets[input.SignalType]) {
        throw new ServiceError(
          'InvalidAutomationSignalException',
          400,
          `Signal ${input.SignalType} is not valid for an execution in status ${execution.status}`,
        );
      }
      const [comment = ''] = input.Payload?.Comment ?? [];
      if (input.SignalType === 'Reject') {
        const message = `Rejected by ${caller.principal}${comment === '' ? '' : `: ${comment}`}`;
        failExecution(execution, 'Rejected', message, now());
      } else if (input.SignalType !== 'Approve' || approve(step, caller.principal, comment)) {
        finishStep(execution, step, now());
      }
      return {};
    },
  };
}

/** @returns whether the step has all the approvals it requires */
function approve(step: ExecutionStep, approver: string, comment: string): boolean {
  const decision = { Approver: approver, Decision: 'Approve', Comment: comment };
  const decisions = [...(step.outputs?.ApproverDecisions ?? []), JSON.stringify(decision)];
  const enough = decisions.length >= (step.approvals ?? 1);
  step.outputs = { ApproverDecisions: decisions, ...(enough && { ApprovalStatus: ['Approved'] }) };
  return enough;
}
