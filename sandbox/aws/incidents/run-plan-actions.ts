import { accountOf } from '../arns.ts';
import type { Caller } from '../handler.ts';
import type { IncidentContext } from './incident-context.ts';
import { relate } from './relate.ts';
import type { StoredIncident, StoredPlan } from './stored-incident.ts';

/** Starts the response plan's runbook for an incident, and engages the plan's contacts. */
export function runPlanActions(
  context: IncidentContext,
  plan: StoredPlan,
  incident: StoredIncident,
  caller: Caller,
): void {
  const { record, region } = incident;
  const runbook = plan.actions?.[0]?.ssmAutomation;
  if (runbook !== undefined) {
    const dynamic = Object.entries(runbook.dynamicParameters ?? {})
      .filter(([, value]) => value.variable === 'INCIDENT_RECORD_ARN')
      .map(([name]) => [name, [record.arn]]);
    const execution = context.automation.start({
      document: runbook.documentName,
      version: runbook.documentVersion,
      region,
      account: accountOf(record.arn),
      executedBy: runbook.roleArn,
      parameters: { ...runbook.parameters, ...Object.fromEntries(dynamic) },
    });
    record.automationExecutions = [{ ssmExecutionArn: execution.arn }];
    const item = {
      title: runbook.documentName,
      identifier: { type: 'AUTOMATION', value: { arn: execution.arn } },
    } as const;
    relate(context, incident, item, caller.principal);
  }
  for (const contactArn of plan.engagements ?? []) {
    if (context.contacts.find(contactArn) === undefined) continue;
    context.contacts.engage({
      contactArn,
      sender: 'Incident Manager',
      subject: record.title || 'Incident',
      content: record.summary || record.title || 'Incident',
      incidentId: record.arn,
    });
  }
}
