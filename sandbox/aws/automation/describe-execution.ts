import type { AutomationExecution, StepExecution } from '@aws-sdk/client-ssm';
import { currentStep, type Execution, type ExecutionStep } from './execution.ts';

/**
 * An execution in the shape of GetAutomationExecution's response.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html
 */
export function describeExecution(execution: Execution): AutomationExecution {
  const current = currentStep(execution);
  const count = (status: string) => execution.steps.filter((step) => step.status === status).length;
  return {
    AutomationExecutionId: execution.id,
    DocumentName: execution.document,
    DocumentVersion: execution.version,
    ExecutionStartTime: new Date(execution.startedAtMs),
    ExecutionEndTime: date(execution.endedAtMs),
    AutomationExecutionStatus: execution.status as AutomationExecution['AutomationExecutionStatus'],
    StepExecutions: execution.steps.map((step, index) => describeStep(execution, step, index)),
    StepExecutionsTruncated: false,
    Parameters: execution.parameters,
    Outputs: {},
    FailureMessage: execution.failureMessage,
    Mode: 'Auto',
    ExecutedBy: execution.executedBy,
    CurrentStepName: current?.name,
    CurrentAction: current?.action,
    Targets: [],
    ResolvedTargets: { ParameterValues: [], Truncated: false },
    ProgressCounters: {
      TotalSteps: execution.steps.length,
      SuccessSteps: count('Success'),
      FailedSteps: count('Failed'),
      CancelledSteps: count('Cancelled'),
      TimedOutSteps: count('TimedOut'),
    },
  };
}

function describeStep(execution: Execution, step: ExecutionStep, index: number): StepExecution {
  return {
    StepName: step.name,
    Action: step.action,
    StepStatus: step.status as StepExecution['StepStatus'],
    ExecutionStartTime: date(step.startedAtMs),
    ExecutionEndTime: date(step.endedAtMs),
    FailureMessage: step.failureMessage,
    Inputs: step.action === 'aws:approve' ? approvalInputs(step) : undefined,
    Outputs: step.outputs,
    // The same in every call, and as long as AWS's ids.
    StepExecutionId: `${execution.id.slice(0, -4)}${String(index + 1).padStart(4, '0')}`,
    IsEnd: index === execution.steps.length - 1,
    NextStep: execution.steps[index + 1]?.name,
  };
}

/** The inputs of a step, each as JSON. */
function approvalInputs({ approvals = 1, approvalMessage, approvers }: ExecutionStep): Record<string, string> {
  return {
    MinRequiredApprovals: String(approvals),
    ...(approvalMessage !== undefined && { Message: JSON.stringify(approvalMessage) }),
    ...(approvers !== undefined && { Approvers: JSON.stringify(approvers) }),
  };
}

const date = (timeMs: number | undefined) => (timeMs === undefined ? undefined : new Date(timeMs));
