import type { RelatedItem as AwsItem } from '@aws-sdk/client-ssm-incidents';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { Finding, RelatedItem } from '../../incidents/related.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import type { InRegions } from '../regions.ts';

/** What else belongs to an incident. */
export interface ReadRelated {
  /** All of them: AWS allows 50 an incident. */
  items(arn: IncidentArn): Promise<RelatedItem[]>;
  /** Deployments and stack updates around its start; empty where findings are not switched on. */
  findings(arn: IncidentArn): Promise<Finding[]>;
}

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListRelatedItems.html */
export function createReadRelated(clients: AwsClients, accounts: Accounts, inRegions: InRegions): ReadRelated {
  return {
    async items(arn) {
      const role = await accounts.roleFor(arn.account);
      const { paginateListRelatedItems } = await import('@aws-sdk/client-ssm-incidents');
      return inRegions('ssm-incidents:ListRelatedItems', async (region) => {
        const client = await clients.incidents(region, role);
        const items: RelatedItem[] = [];
        const pages = paginateListRelatedItems({ client, pageSize: 100 }, { incidentRecordArn: arn.arn });
        for await (const page of pages) items.push(...(page.relatedItems ?? []).map(parseItem));
        return items;
      });
    },
    async findings(arn) {
      const role = await accounts.roleFor(arn.account);
      const sdk = await import('@aws-sdk/client-ssm-incidents');
      return inRegions('ssm-incidents:ListIncidentFindings', async (region) => {
        const client = await clients.incidents(region, role);
        const incidentRecordArn = arn.arn;
        const listed = await client.send(new sdk.ListIncidentFindingsCommand({ incidentRecordArn, maxResults: 20 }));
        const findingIds = (listed.findings ?? []).map((each) => each.id ?? '').filter((id) => id !== '');
        if (findingIds.length === 0) return [];
        const read = await client.send(new sdk.BatchGetIncidentFindingsCommand({ incidentRecordArn, findingIds }));
        return (read.findings ?? []).map((each): Finding => {
          const [kind, details] = Object.entries(each.details ?? {})[0] ?? ['', {}];
          const facts = (kind === '$unknown' ? {} : details) as Readonly<Record<string, unknown>>;
          const startedAtMs = facts.startTime instanceof Date ? facts.startTime.getTime() : undefined;
          const endedAtMs = facts.endTime instanceof Date ? facts.endTime.getTime() : undefined;
          return {
            id: each.id ?? '',
            kind: kind === '$unknown' && Array.isArray(details) ? String(details[0]) : kind,
            subject: String(facts.stackArn ?? facts.deploymentId ?? ''),
            ...(startedAtMs !== undefined && { startedAtMs }),
            ...(endedAtMs !== undefined && { endedAtMs }),
          };
        });
      });
    },
  };
}

function parseItem(item: AwsItem): RelatedItem {
  const { identifier, title } = item;
  const [name, value] = Object.entries(identifier?.value ?? {})[0] ?? ['', ''];
  const base: RelatedItem = { type: identifier?.type ?? '', ...(title && { title }) };
  if (name === 'arn') return { ...base, arn: String(value) };
  if (name === 'url') return { ...base, url: String(value) };
  if (name === 'metricDefinition') return { ...base, metricDefinition: String(value) };
  return { ...base, unknown: name === '$unknown' && Array.isArray(value) ? String(value[0]) : name };
}
