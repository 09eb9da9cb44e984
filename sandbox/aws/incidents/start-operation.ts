import type { StartIncidentInput } from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { validationError } from '../service-error.ts';
import { findPlan, type IncidentContext } from './incident-context.ts';
import { startIncident } from './start-incident.ts';

/** The operation that starts an incident. */
export function startOperation(context: IncidentContext): Operations {
  return {
    StartIncident(input: Checked<StartIncidentInput>, caller: Caller) {
      const plan = findPlan(context, input.responsePlanArn, caller, 'StartIncident');
      const { title, impact, relatedItems, triggerDetails: trigger } = input;
      // Only AWS itself may name AWS as the source.
      if (trigger?.source.startsWith('aws.')) throw validationError("Value at 'triggerDetails.source' is reserved");
      const incident = startIncident(context, plan, { title, impact, relatedItems, trigger }, caller);
      return { incidentRecordArn: incident.record.arn };
    },
  };
}
