import type { BatchGetIncidentFindingsInput, ListIncidentFindingsInput } from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { findIncident, type IncidentContext } from './incident-context.ts';

const defaultPageSize = 20;

/** The operations on findings: deployments and stack updates around an incident's start. */
export function findingOperations(context: IncidentContext): Operations {
  return {
    ListIncidentFindings(input: Checked<ListIncidentFindingsInput>, caller: Caller) {
      const { incidentRecordArn, maxResults = defaultPageSize, nextToken } = input;
      const { findings } = findIncident(context, incidentRecordArn, caller, 'ListIncidentFindings');
      const page = pageOf(findings, maxResults, nextToken);
      const summaries = page.items.map(({ id, lastModifiedTime }) => ({ id, lastModifiedTime }));
      return { findings: summaries, nextToken: page.next };
    },

    BatchGetIncidentFindings(
      { incidentRecordArn, findingIds }: Checked<BatchGetIncidentFindingsInput>,
      caller: Caller,
    ) {
      const { findings } = findIncident(context, incidentRecordArn, caller, 'BatchGetIncidentFindings');
      const missing = findingIds.filter((id) => !findings.some((finding) => finding.id === id));
      return {
        findings: findings.filter(({ id }) => findingIds.includes(id)),
        errors: missing.map((findingId) => ({
          findingId,
          code: 'ResourceNotFoundException',
          message: 'Finding not found',
        })),
      };
    },
  };
}
