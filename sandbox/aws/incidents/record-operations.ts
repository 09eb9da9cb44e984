import type {
  DeleteIncidentRecordInput,
  GetIncidentRecordInput,
  ListIncidentRecordsInput,
  UpdateIncidentRecordInput,
} from '@aws-sdk/client-ssm-incidents';
import { accountOf } from '../arns.ts';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { deleteIncident } from './delete-incident.ts';
import { findIncident, type IncidentContext, lookUpIncident } from './incident-context.ts';
import { checkFilters, matchesFilters } from './match-filters.ts';
import { modifyRecord } from './modify.ts';
import type { StoredRecord } from './stored-incident.ts';

const defaultPageSize = 50;

/** The operations on incident records. */
export function recordOperations(context: IncidentContext): Operations {
  return {
    GetIncidentRecord({ arn }: Checked<GetIncidentRecordInput>, caller: Caller) {
      return { incidentRecord: describeRecord(findIncident(context, arn, caller, 'GetIncidentRecord').record) };
    },

    ListIncidentRecords(
      { filters = [], maxResults = defaultPageSize, nextToken }: Checked<ListIncidentRecordsInput>,
      { account }: Caller,
    ) {
      checkFilters(filters, { creationTime: new Date(0), impact: 0, status: '', createdBy: '' });
      const matching = [...context.incidents.values()]
        .map(({ record }) => record)
        .filter((record) => accountOf(record.arn) === account && matchesFilters(filters, filterValues(record)))
        .sort((a, b) => b.creationTime.getTime() - a.creationTime.getTime());
      const page = pageOf(matching, maxResults, nextToken);
      return { incidentRecordSummaries: page.items.map(summarize), nextToken: page.next };
    },

    UpdateIncidentRecord(
      { arn, clientToken: _, ...changes }: Checked<UpdateIncidentRecordInput>,
      caller: Caller,
    ): object {
      const incident = findIncident(context, arn, caller, 'UpdateIncidentRecord');
      modifyRecord(context, incident, changes, caller.principal);
      return {};
    },

    /** Deleting a record that does not exist is not an error. */
    DeleteIncidentRecord({ arn }: Checked<DeleteIncidentRecordInput>, caller: Caller): object {
      const incident = lookUpIncident(context, arn, caller, 'DeleteIncidentRecord');
      if (incident !== undefined) deleteIncident(context, incident, caller.principal);
      return {};
    },
  };
}

const filterValues = (record: StoredRecord) => ({
  creationTime: record.creationTime,
  impact: record.impact,
  status: record.status,
  createdBy: record.incidentRecordSource.createdBy,
});

/** Some unset members are returned as `null`, as AWS does. */
function describeRecord(record: StoredRecord): object {
  const { incidentRecordSource: source, resolvedTime = null, summary = null } = record;
  return { ...record, resolvedTime, summary, incidentRecordSource: { resourceArn: null, ...source } };
}

const summarize = ({ arn, title, status, impact, creationTime, resolvedTime, incidentRecordSource }: StoredRecord) => ({
  arn,
  title,
  status,
  impact,
  creationTime,
  resolvedTime,
  incidentRecordSource,
});
