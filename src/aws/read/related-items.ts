import type { Finding as AwsFinding, RelatedItem as AwsItem } from '@aws-sdk/client-ssm-incidents';
import type { Finding, RelatedItem } from '../../incidents/links/related.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import type { InRegions } from '../regions.ts';

/** What else belongs to an incident. */
export interface ReadRelated {
  /** All of them: AWS allows 50 an incident. */
  items(arn: IncidentArn): Promise<RelatedItem[]>;
  /** Deployments and stack updates around its start, at most a hundred; empty where findings are not switched on. */
  findings(arn: IncidentArn): Promise<Finding[]>;
}

/** As many findings as AWS lists, and returns by their ids, at once; and how many pages are read of them. */
const perPage = 20;
const mostPages = 5;

/**
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListRelatedItems.html
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListIncidentFindings.html
 */
export function createReadRelated(clients: AwsClients, accounts: Accounts, inRegions: InRegions): ReadRelated {
  return {
    async items(arn) {
      const role = await accounts.roleFor(arn.account);
      const { paginateListRelatedItems } = await import('@aws-sdk/client-ssm-incidents');
      return inRegions('ssm-incidents:ListRelatedItems', async (region) => {
        const client = await clients.incidents(region, role);
        const items: RelatedItem[] = [];
        const pages = paginateListRelatedItems({ client, pageSize: 100 }, { incidentRecordArn: arn.arn });
        for await (const page of pages) items.push(...required(page.relatedItems).map(parseRelatedItem));
        return items;
      });
    },
    async findings(arn) {
      const role = await accounts.roleFor(arn.account);
      const sdk = await import('@aws-sdk/client-ssm-incidents');
      return inRegions('ssm-incidents:ListIncidentFindings', async (region) => {
        const client = await clients.incidents(region, role);
        const incidentRecordArn = arn.arn;
        const found: Finding[] = [];
        let pages = 0;
        for await (const page of sdk.paginateListIncidentFindings(
          { client, pageSize: perPage },
          { incidentRecordArn },
        )) {
          const findingIds = (page.findings ?? []).map((each) => each.id ?? '').filter((id) => id !== '');
          if (findingIds.length > 0) {
            const read = await client.send(new sdk.BatchGetIncidentFindingsCommand({ incidentRecordArn, findingIds }));
            found.push(...(read.findings ?? []).map(parseFinding));
          }
          pages += 1;
          if (pages === mostPages) break;
        }
        return found;
      });
    },
  };
}

/** Turns a finding of BatchGetIncidentFindings into the app's own. */
export function parseFinding({ id, details }: Pick<AwsFinding, 'id' | 'details'>): Finding {
  const [kind, value] = Object.entries(details ?? {})[0] ?? ['', {}];
  const facts = (kind === '$unknown' ? {} : value) as Readonly<Record<string, unknown>>;
  const startedAtMs = facts.startTime instanceof Date ? facts.startTime.getTime() : undefined;
  const endedAtMs = facts.endTime instanceof Date ? facts.endTime.getTime() : undefined;
  return {
    id: id ?? '',
    kind: kind === '$unknown' && Array.isArray(value) ? String(value[0]) : kind,
    subject: String(facts.stackArn ?? facts.deploymentId ?? ''),
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(endedAtMs !== undefined && { endedAtMs }),
  };
}

/** Turns an item of ListRelatedItems into the app's own. */
export function parseRelatedItem(item: Partial<AwsItem>): RelatedItem {
  const { identifier, title } = item;
  const [name, value] = Object.entries(identifier?.value ?? {})[0] ?? ['', ''];
  const base: RelatedItem = { type: identifier?.type ?? '', ...(title && { title }) };
  if (name === 'arn') return { ...base, arn: String(value) };
  if (name === 'url') return { ...base, url: String(value) };
  if (name === 'metricDefinition') return { ...base, metricDefinition: String(value) };
  return { ...base, unknown: name === '$unknown' && Array.isArray(value) ? String(value[0]) : name };
}
