import type { SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import type { InRegions } from '../regions.ts';
import type { WriteOnce } from './write-once.ts';

/** Changes to a record. An absent field stays unchanged. */
export interface RecordChanges {
  status?: 'OPEN' | 'RESOLVED';
  /** 1 Critical … 5 No impact. */
  impact?: number;
  /** At most 200 characters. */
  title?: string;
  /** At most 8000 characters. */
  summary?: string;
}

/** A custom timeline event. AWS allows these two types. */
interface EventToWrite {
  /** The console lists notes in a panel of their own. */
  type: 'Note' | 'Custom Event';
  text: string;
  atMs: number;
}

export interface ItemToRelate {
  type: 'INCIDENT' | 'AUTOMATION' | 'OTHER';
  title?: string;
  /** A link, or the ARN of anything. */
  url?: string;
  arn?: string;
}

interface IncidentToStart {
  /** ARN of the response plan. */
  plan: string;
  account: string;
  /** Absent: the plan's own. */
  title?: string;
  impact?: number;
  /** ARN of the OpsItem that becomes its parent. */
  opsItem?: string;
}

/** Writes to Incident Manager. Each write is idempotent, see `WriteOnce`. Every method throws AppError. */
export interface WriteIncident {
  update(arn: IncidentArn, changes: RecordChanges, once: WriteOnce): Promise<void>;
  /** @returns the id of the event; empty if AWS returned none */
  addEvent(arn: IncidentArn, event: EventToWrite, once: WriteOnce): Promise<string>;
  /** Replaces the text of a note or custom event. AWS refuses it for other events. */
  changeEvent(arn: IncidentArn, event: { id: string; text: string }, once: WriteOnce): Promise<void>;
  /** Deletes a timeline event; one that does not exist is no error. */
  deleteEvent(arn: IncidentArn, id: string, once: WriteOnce): Promise<void>;
  relate(arn: IncidentArn, item: ItemToRelate, once: WriteOnce): Promise<void>;
  /** @returns the new incident, or the open incident that AWS deduplicated it with */
  start(start: IncidentToStart, once: WriteOnce): Promise<IncidentArn>;
}

/** The longest event data, in characters of JSON. */
const maxDataLength = 12_000;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_UpdateIncidentRecord.html */
export function createWriteIncident(clients: AwsClients, accounts: Accounts, inRegions: InRegions): WriteIncident {
  async function send<T>(
    operation: string,
    account: string,
    once: WriteOnce,
    call: (client: SSMIncidentsClient) => Promise<T>,
  ): Promise<T> {
    const role = await accounts.roleFor(account);
    const attempt = async (region: string): Promise<T> => {
      const client = await clients.incidents(region, role, 'once');
      await once.beforeSend(region);
      return call(client);
    };
    return inRegions(`ssm-incidents:${operation}`, attempt, once.region === undefined ? {} : { only: once.region });
  }

  return {
    async update({ arn, account }, changes, once) {
      const { UpdateIncidentRecordCommand } = await import('@aws-sdk/client-ssm-incidents');
      const command = { arn, ...changes, clientToken: once.token };
      await send('UpdateIncidentRecord', account, once, (client) =>
        client.send(new UpdateIncidentRecordCommand(command)),
      );
    },
    async addEvent({ arn, account }, { type, text, atMs }, once) {
      const { CreateTimelineEventCommand } = await import('@aws-sdk/client-ssm-incidents');
      const command = {
        incidentRecordArn: arn,
        eventType: type,
        eventTime: new Date(atMs),
        eventData: eventData(text),
        // The console's notes panel shows only notes that reference the incident.
        eventReferences: [{ resource: arn }],
        clientToken: once.token,
      };
      const { eventId = '' } = await send('CreateTimelineEvent', account, once, (client) =>
        client.send(new CreateTimelineEventCommand(command)),
      );
      return eventId;
    },
    async changeEvent({ arn, account }, { id, text }, once) {
      const { UpdateTimelineEventCommand } = await import('@aws-sdk/client-ssm-incidents');
      const command = { incidentRecordArn: arn, eventId: id, eventData: eventData(text), clientToken: once.token };
      await send('UpdateTimelineEvent', account, once, (client) =>
        client.send(new UpdateTimelineEventCommand(command)),
      );
    },
    async deleteEvent({ arn, account }, id, once) {
      const { DeleteTimelineEventCommand } = await import('@aws-sdk/client-ssm-incidents');
      const command = { incidentRecordArn: arn, eventId: id };
      await send('DeleteTimelineEvent', account, once, (client) =>
        client.send(new DeleteTimelineEventCommand(command)),
      );
    },
    async relate({ arn, account }, { type, title, url, arn: related }, once) {
      const { UpdateRelatedItemsCommand } = await import('@aws-sdk/client-ssm-incidents');
      const value = related === undefined ? { url: url ?? '' } : { arn: related };
      const itemToAdd = { identifier: { type, value }, ...(title && { title }) };
      const command = { incidentRecordArn: arn, relatedItemsUpdate: { itemToAdd }, clientToken: once.token };
      await send('UpdateRelatedItems', account, once, (client) => client.send(new UpdateRelatedItemsCommand(command)));
    },
    async start({ plan, account, title, impact, opsItem }, once) {
      const { StartIncidentCommand } = await import('@aws-sdk/client-ssm-incidents');
      const parent = opsItem && {
        title: 'parentItem',
        identifier: { type: 'PARENT' as const, value: { arn: opsItem } },
      };
      const command = {
        responsePlanArn: plan,
        ...(title && { title }),
        ...(impact && { impact }),
        ...(parent && { relatedItems: [parent] }),
      };
      const answer = await send('StartIncident', account, once, (client) =>
        client.send(new StartIncidentCommand({ ...command, clientToken: once.token })),
      );
      const started = parseIncidentArn(answer.incidentRecordArn ?? '');
      if (started === undefined) throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
      return started;
    },
  };
}

/** The text as JSON, as AWS requires, truncated to the limit. */
function eventData(text: string): string {
  let kept = text.toWellFormed();
  for (;;) {
    const json = JSON.stringify(kept);
    if (json.length <= maxDataLength) return json;
    kept = `${kept.slice(0, Math.min(kept.length - 2, Math.floor((kept.length * maxDataLength) / json.length) - 1)).toWellFormed()}…`;
  }
}
