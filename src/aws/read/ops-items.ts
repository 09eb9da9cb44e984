import type { OpsItem as AwsOpsItem, SSMClient } from '@aws-sdk/client-ssm';
import { AppError } from '../../errors.ts';
import type { RelatedItem } from '../../incidents/links/related.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import {
  type OpsItem,
  type OpsItemArn,
  type OpsItemTarget,
  opsItemArn,
  parseOpsItemArn,
} from '../../incidents/ops-item.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { toAwsError } from '../fault.ts';
import { singleFlight } from '../pace.ts';

/** Reads OpsItems of Systems Manager OpsCenter. Every method throws AppError. */
export interface OpsItems {
  /** An OpsItem, with the incident that it is the parent of where the app's role may list that. */
  read(arn: OpsItemArn): Promise<OpsItem>;
  /**
   * Finds the ARN of what a text named. An id alone is looked up in every Region and account of the app.
   * @throws AppError `no_such_incident`
   */
  find(target: OpsItemTarget): Promise<OpsItemArn>;
  /** As `read`, of what a text named: what `find` reads is not read again. */
  readNamed(target: OpsItemTarget): Promise<OpsItem>;
  /**
   * The parent OpsItem among an incident's related items; `undefined` where there is none, or the app's role may not read it.
   * Never throws.
   */
  parentAmong(items: readonly RelatedItem[]): Promise<OpsItem | undefined>;
}

const notFound = 'no_such_incident';
/** Where the role may not list related items it is not asked again for a while, in milliseconds. */
const asideMs = 60_000;

/**
 * @param regions where an id is looked up, in order
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetOpsItem.html
 */
export function createOpsItems({
  clients,
  accounts,
  regions,
  now,
}: {
  clients: AwsClients;
  accounts: Accounts;
  regions: readonly string[];
  now: () => number;
}): OpsItems {
  const flights = singleFlight<OpsItem>();
  const refused = createRecent<true>(100, now);

  async function get(client: SSMClient, { id }: OpsItemArn): Promise<AwsOpsItem> {
    const { GetOpsItemCommand } = await import('@aws-sdk/client-ssm');
    const { OpsItem } = await client.send(new GetOpsItemCommand({ OpsItemId: id })).catch((error: unknown) => {
      const fault = toAwsError(error, 'ssm:GetOpsItem');
      throw fault.code === notFound ? noSuchOpsItem(id, fault) : fault;
    });
    if (OpsItem === undefined) throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
    return OpsItem;
  }

  /** The incident is left out where it cannot be read. */
  async function incidentOf(client: SSMClient, { id, account }: OpsItemArn): Promise<IncidentArn | undefined> {
    if (refused.get(account)) return undefined;
    const { ListOpsItemRelatedItemsCommand } = await import('@aws-sdk/client-ssm');
    const Filters = [{ Key: 'ResourceType' as const, Values: [incidentType], Operator: 'Equal' as const }];
    try {
      const { Summaries = [] } = await client.send(new ListOpsItemRelatedItemsCommand({ OpsItemId: id, Filters }));
      // The latest, where it was the parent of several.
      return Summaries.flatMap(({ ResourceUri = '' }) => parseIncidentArn(ResourceUri) ?? []).at(-1);
    } catch (error) {
      if (toAwsError(error, 'ssm:ListOpsItemRelatedItems').code === 'access_denied')
        refused.set(account, true, asideMs);
      return undefined;
    }
  }

  const read = (arn: OpsItemArn): Promise<OpsItem> =>
    flights(arn.arn, async () => {
      const role = await accounts.roleFor(arn.account);
      const client = await clients.automation(arn.region, role);
      const [item, incident] = await Promise.all([get(client, arn), incidentOf(client, arn)]);
      return parseOpsItem(arn, item, incident, now());
    });

  async function lookUp({ id, region, account }: OpsItemTarget) {
    const places = (account === undefined ? await accounts.all() : [account]).flatMap((owner) =>
      (region === undefined ? regions : [region]).map((where) => opsItemArn({ id, region: where, account: owner })),
    );
    const faults: AppError[] = [];
    for (const place of places) {
      try {
        const client = await clients.automation(place.region, await accounts.roleFor(place.account));
        return { arn: place, client, item: await get(client, place) };
      } catch (error) {
        faults.push(toAwsError(error, 'ssm:GetOpsItem'));
      }
    }
    throw faults.find(({ code }) => code !== notFound) ?? noSuchOpsItem(id);
  }

  return {
    read,
    find: async (target) => wholeArn(target) ?? (await lookUp(target)).arn,
    async readNamed(target) {
      const whole = wholeArn(target);
      if (whole !== undefined) return read(whole);
      const { arn, client, item } = await lookUp(target);
      return parseOpsItem(arn, item, await incidentOf(client, arn), now());
    },
    async parentAmong(items) {
      const [parent] = items.flatMap(({ type, arn }) => (type === 'PARENT' ? (parseOpsItemArn(arn ?? '') ?? []) : []));
      return parent && (await read(parent).catch(() => undefined));
    },
  };
}

/** The ARN of a target of which nothing is to be looked up. */
const wholeArn = ({ id, region, account }: OpsItemTarget): OpsItemArn | undefined =>
  region === undefined || account === undefined ? undefined : opsItemArn({ id, region, account });

const incidentType = 'AWS::SSMIncidents::IncidentRecord';

const noSuchOpsItem = (id: string, cause?: AppError): AppError =>
  new AppError(notFound, `AWS found no OpsItem ${id} that this app may read. Paste its whole ARN or console link.`, {
    ...(cause && { cause }),
  });

function parseOpsItem(arn: OpsItemArn, item: AwsOpsItem, incident: IncidentArn | undefined, readAtMs: number): OpsItem {
  const { Title = '', Status = '', Severity, Source, Version } = item;
  return {
    ...arn,
    title: Title,
    status: Status,
    ...(Severity !== undefined && { severity: Severity }),
    ...(Source !== undefined && { source: Source }),
    version: Number(Version ?? 0) || 0,
    ...(incident !== undefined && { incident }),
    readAtMs,
  };
}
