import { AppError } from '../../errors.ts';
import type { Gap } from '../../incidents/gap.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentRecord, IncidentSummary } from '../../incidents/record.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import { singleFlight } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import { type FromAccounts, fromAccounts } from './each-account.ts';
import { parseIncident, parseIncidentSummary } from './parse-incident.ts';
import type { ReplicationRegions } from './replication-set.ts';

/** Which incidents to list. */
export interface IncidentFilter {
  status?: 'OPEN' | 'RESOLVED';
  createdAfterMs?: number;
  /** The most pages of 100 incidents read in each account. Default: 10. */
  maxPages?: number;
}

/** Incidents, and what could not be read. */
export interface Listing {
  incidents: IncidentSummary[];
  gaps: Gap[];
}

/** A page of one account's incidents, newest first. */
export interface IncidentPage {
  incidents: IncidentSummary[];
  /** The token of the next, older page; absent on the last page. */
  next?: string;
}

/** Reads incident records from Incident Manager. */
export interface IncidentManager {
  /**
   * Reads one record. Concurrent callers share one request.
   * @throws AppError `no_such_incident` only when AWS says so about this ARN
   */
  getIncident(arn: IncidentArn): Promise<IncidentRecord>;
  /**
   * Lists incidents of all allowed accounts, newest first. Concurrent callers share one listing.
   * @throws AppError when no account answers
   */
  listIncidents(filter: IncidentFilter): Promise<Listing>;
  /** All accounts that the app may call. */
  accounts(): Promise<string[]>;
  /**
   * Lists one account's incidents, 100 a page.
   * @param next the token of the previous page
   */
  listPage(account: string, filter: Omit<IncidentFilter, 'maxPages'>, next?: string): Promise<IncidentPage>;
}

export interface IncidentManagerParts {
  clients: AwsClients;
  accounts: Accounts;
  inRegions: InRegions;
  /** The Regions of `inRegions`, for error messages. */
  regions: readonly string[];
  replicationRegions: ReplicationRegions;
}

const listAction = 'ssm-incidents:ListIncidentRecords';

/** Whether AWS's error message names this incident. */
const names = (thrown: unknown, { arn, id }: IncidentArn): boolean =>
  thrown instanceof Error && (thrown.message.includes(arn) || thrown.message.includes(id));

/**
 * Creates the reader of incident records.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/
 */
export function createIncidentManager(parts: IncidentManagerParts): IncidentManager {
  const { clients, accounts, inRegions, regions, replicationRegions } = parts;
  const flights = singleFlight<IncidentRecord>();
  const lists = singleFlight<FromAccounts<IncidentSummary>>();

  async function read(arn: IncidentArn, role: string | undefined): Promise<IncidentRecord> {
    const { GetIncidentRecordCommand } = await import('@aws-sdk/client-ssm-incidents');
    return inRegions('ssm-incidents:GetIncidentRecord', async (region) => {
      const client = await clients.incidents(region, role);
      const { incidentRecord } = await client.send(new GetIncidentRecordCommand({ arn: arn.arn }));
      if (incidentRecord === undefined) throw new Error('GetIncidentRecord answered without a record');
      return parseIncident(incidentRecord);
    });
  }

  /**
   * AWS answers a wrong ARN and a wrong Region alike. Reads the replication set to tell them apart, so that the message can
   * say what to do. "Invalid request" without this ARN in the message says nothing about the record.
   */
  async function explain(fault: AppError, arn: IncidentArn, role: string | undefined): Promise<AppError> {
    if (fault.code !== 'no_such_incident' && fault.code !== 'invalid_request') return fault;
    const isAboutRecord = fault.code === 'no_such_incident' || names(fault.cause, arn);
    const { cause } = fault;
    const tried = regions.join(', ');
    const lives = await replicationRegions(arn.account, role);
    if (lives?.length === 0) {
      const text = `Incident Manager is not set up in account ${arn.account}, as far as ${tried} can tell. Whoever runs the app can check INCIDENT_REGIONS.`;
      return new AppError('region_outside_replication_set', text, { cause });
    }
    if (lives !== undefined && !regions.some((region) => lives.includes(region))) {
      const text = `Incident Manager of account ${arn.account} lives in ${lives.join(', ')}, but this app looks in ${tried}. Whoever runs the app can change INCIDENT_REGIONS.`;
      return new AppError('region_outside_replication_set', text, { cause });
    }
    if (!isAboutRecord) return new AppError('aws_unknown_error', fault.message, { cause });
    const what = `No incident ${arn.id.slice(0, 8)}… in account ${arn.account} (looked in ${tried}).`;
    return new AppError('no_such_incident', what, { cause, nextStep: 'Check the ARN, or see /incident list.' });
  }

  async function pageIn(
    region: string,
    role: string | undefined,
    filter: IncidentFilter,
    next: string | undefined,
  ): Promise<IncidentPage> {
    const { ListIncidentRecordsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const filters = [
      ...(filter.status ? [{ key: 'status', condition: { equals: { stringValues: [filter.status] } } }] : []),
      ...(filter.createdAfterMs
        ? [{ key: 'creationTime', condition: { after: new Date(filter.createdAfterMs) } }]
        : []),
    ];
    const client = await clients.incidents(region, role);
    const asked = { filters, maxResults: 100, ...(next !== undefined && { nextToken: next }) };
    const { incidentRecordSummaries, nextToken } = await client.send(new ListIncidentRecordsCommand(asked));
    return {
      incidents: required(incidentRecordSummaries).flatMap((each) => parseIncidentSummary(each) ?? []),
      ...(nextToken && { next: nextToken }),
    };
  }

  async function listOf(account: string, filter: IncidentFilter): Promise<FromAccounts<IncidentSummary>> {
    const role = await accounts.roleFor(account);
    return inRegions(listAction, async (region) => {
      const found: IncidentSummary[] = [];
      let next: string | undefined;
      for (let pagesLeft = filter.maxPages ?? 10; pagesLeft > 0; pagesLeft -= 1) {
        const page = await pageIn(region, role, filter, next);
        found.push(...page.incidents);
        next = page.next;
        if (next === undefined) return { found, gaps: [] };
      }
      return { found, gaps: [{ account, why: `it has more than the ${found.length} that were read.` }] };
    });
  }

  return {
    getIncident: (arn) =>
      flights(arn.arn, async () => {
        const role = await accounts.roleFor(arn.account);
        try {
          return await read(arn, role);
        } catch (error) {
          throw error instanceof AppError ? await explain(error, arn, role) : error;
        }
      }),
    async listIncidents(filter) {
      const { found, gaps } = await fromAccounts(await accounts.all(), (account) =>
        lists(`${account} ${JSON.stringify(filter)}`, () => listOf(account, filter)),
      );
      return { incidents: found.sort((a, b) => b.createdAtMs - a.createdAtMs), gaps };
    },
    accounts: accounts.all,
    async listPage(account, filter, next) {
      const role = await accounts.roleFor(account);
      return inRegions(listAction, (region) => pageIn(region, role, filter, next));
    },
  };
}
