import { createAccounts } from '../../src/aws/accounts.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createContactsCall } from '../../src/aws/contacts-call.ts';
import { createReadAlarm } from '../../src/aws/read/alarms/alarms.ts';
import { createDescribeAlarm } from '../../src/aws/read/alarms/describe-alarms.ts';
import { createReadEngagements } from '../../src/aws/read/engagements.ts';
import { createReadEventsOfTypes } from '../../src/aws/read/events-of-types.ts';
import { createIncidentManager } from '../../src/aws/read/incident-manager.ts';
import { createReadNotes } from '../../src/aws/read/notes.ts';
import { createReadOnCall } from '../../src/aws/read/on-call.ts';
import { createReadRelated } from '../../src/aws/read/related-items.ts';
import { createReplicationRegions } from '../../src/aws/read/replication-set.ts';
import { createReadRunbooks } from '../../src/aws/read/runbooks.ts';
import { createReadEvent, createReadTimeline } from '../../src/aws/read/timeline.ts';
import { createInRegions } from '../../src/aws/regions.ts';

export interface PartsOptions {
  regions?: string[];
  accounts?: ReadonlyMap<string, string | undefined>;
  now?: () => number;
}

/** The app's AWS side, pointed at the embedded AWS by the environment, as a real process is. */
export function awsParts(
  url: string,
  { regions = ['eu-west-1', 'us-east-1'], accounts, now = Date.now }: PartsOptions = {},
) {
  const environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, environment);
  const clients = createAwsClients();
  const inRegions = createInRegions(regions, now);
  const allowed = createAccounts(accounts, clients, inRegions, now);
  const describeAlarm = createDescribeAlarm(clients, allowed, now);
  const readEvent = createReadEvent(clients, now);
  const readEventsOfTypes = createReadEventsOfTypes(clients, allowed, inRegions, readEvent);
  const contactsCall = createContactsCall(clients, environment);
  return {
    clients,
    accounts: allowed,
    inRegions,
    contactsCall,
    readEventsOfTypes,
    describeAlarm,
    alarm: createReadAlarm(describeAlarm, clients, allowed, now),
    manager: createIncidentManager({
      clients,
      accounts: allowed,
      inRegions,
      regions,
      replicationRegions: createReplicationRegions(regions, clients, now),
    }),
    runbooks: createReadRunbooks(clients, allowed, now),
    timeline: createReadTimeline(clients, allowed, inRegions, readEvent),
    notes: createReadNotes(readEventsOfTypes, now),
    related: createReadRelated(clients, allowed, inRegions),
    engagements: createReadEngagements(contactsCall, allowed, inRegions, now),
    onCall: createReadOnCall(contactsCall, allowed, now),
  };
}
