import { createAccounts, type OwnSession } from './aws/accounts.ts';
import type { AwsClients } from './aws/clients.ts';
import { createContactsCall } from './aws/contacts-call.ts';
import { createDevOpsAgent } from './aws/devops-agent/devops-agent.ts';
import { createReadAlarmChart } from './aws/read/alarms/alarm-chart.ts';
import { createReadAlarm } from './aws/read/alarms/alarms.ts';
import { createDescribeAlarm } from './aws/read/alarms/describe-alarms.ts';
import { createReadContactEmails } from './aws/read/contact-emails.ts';
import { createReadEngagements } from './aws/read/engagements.ts';
import { createReadEngagementsInTurn } from './aws/read/engagements-in-turn.ts';
import { createReadEventsOfTypes } from './aws/read/events-of-types.ts';
import { createReadFirstAcknowledgement } from './aws/read/first-acknowledgement.ts';
import { createIncidentManager } from './aws/read/incident-manager.ts';
import { createListAllContacts, createListContacts } from './aws/read/list-contacts.ts';
import { createReadNotes, type ReadNotes } from './aws/read/notes.ts';
import { createReadOnCall } from './aws/read/on-call.ts';
import { createOpsItems } from './aws/read/ops-items.ts';
import { createReadSnapshot, type ReadSnapshot } from './aws/read/read-snapshot.ts';
import { createReadRelated } from './aws/read/related-items.ts';
import { createReplicationRegions } from './aws/read/replication-set.ts';
import { createReadResponders } from './aws/read/responders.ts';
import { createListResponsePlans, createReadPlan } from './aws/read/response-plans.ts';
import { createReadExecution, createReadRunbooks, type ReadRunbooks } from './aws/read/runbooks.ts';
import {
  createReadEvent,
  createReadTimeline,
  createReadTimelineEvent,
  type ReadTimeline,
} from './aws/read/timeline.ts';
import { createInRegions } from './aws/regions.ts';
import { createTopics } from './aws/write/topics.ts';
import { createStartEngagement } from './aws/write/write-engagement.ts';
import { createWriteIncident } from './aws/write/write-incident.ts';
import { createResolveOpsItem } from './aws/write/write-ops-item.ts';
import { createDecideRunbook } from './aws/write/write-signal.ts';
import type { Config } from './config/config.ts';
import { sleep } from './deadline.ts';
import type { IncidentArn } from './incidents/naming/arn.ts';
import type { IncidentSnapshot } from './incidents/snapshot.ts';
import { createInvestigationStore } from './investigations/investigation-store.ts';
import { createActors } from './posting/actors.ts';
import { createNoteAuthors } from './posting/note-authors.ts';
import { createResponderStore } from './posting/responder-store.ts';
import { createRoomStore } from './rooms/room-store.ts';
import type { Store } from './store/store.ts';

export interface AwsPartsOptions {
  config: Pick<Config, 'accounts' | 'agentSpace' | 'rooms'>;
  /** At least one. */
  regions: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** What is known of the app's own credentials without a request. */
  ownSession?: OwnSession;
  store: Store;
  /** Milliseconds. */
  now: () => number;
}

/** All that the app reads of AWS and writes there. Nothing is called, and no client is loaded before it is needed. */
export function createAwsParts(options: AwsPartsOptions, clients: AwsClients) {
  const { config, regions, environment, ownSession, store, now } = options;
  const inRegions = createInRegions(regions, now);
  const accounts = createAccounts(config.accounts, clients, inRegions, now, ownSession);
  const contactsCall = createContactsCall(clients, environment);
  const listContacts = createListContacts(contactsCall, accounts, regions, now);
  const replicationRegions = createReplicationRegions(regions, clients, now);
  const describeAlarm = createDescribeAlarm(clients, accounts, now);
  const readAlarm = createReadAlarm(describeAlarm, clients, accounts, now);
  const manager = createIncidentManager({ clients, accounts, inRegions, regions, replicationRegions });
  const actors = createActors({ store, isOwn: accounts.isOwn, now });
  const readExecutions = createReadRunbooks(clients, accounts, now);
  const readRunbooks: ReadRunbooks = async (...asked) =>
    Promise.all((await readExecutions(...asked)).map(actors.namedRunbook));
  const readFacts = createReadSnapshot(manager, readRunbooks, readAlarm, now);
  const incidents = {
    ...manager,
    getIncident: async (arn: IncidentArn) => actors.named(await manager.getIncident(arn)),
  };
  const noteAuthors = createNoteAuthors(store, now);
  const readEvent = createReadEvent(clients, now);
  const readEventsOfTypes = createReadEventsOfTypes(clients, accounts, inRegions, readEvent);
  const readNotes = createReadNotes(readEventsOfTypes, now);
  const readResponders = createReadResponders(readEventsOfTypes, now);
  const responders = createResponderStore(store, readResponders, now);
  const roomStore = createRoomStore(store, now, config.rooms.archiveMs);
  const readEngagements = createReadEngagements(contactsCall, accounts, inRegions, now);
  const readEvents = createReadTimeline(clients, accounts, inRegions, readEvent);
  async function completed(facts: IncidentSnapshot): Promise<IncidentSnapshot> {
    const [record, people, stored] = await Promise.all([
      actors.named(facts.record),
      responders.of(facts.record),
      roomStore.get(facts.record.arn.arn),
    ]);
    const room = stored?.room.channel;
    return { ...facts, record, ...(people && { responders: people }), ...(room !== undefined && { room }) };
  }
  return {
    incidents,
    actors,
    noteAuthors,
    responders,
    roomStore,
    readNotes: (async (arn) => noteAuthors.named(arn.arn, await readNotes(arn))) satisfies ReadNotes,
    /** What AWS alone says about an incident, in the words of AWS. */
    readFacts,
    /** Adds what the app stores about the incident: who changed it from Slack, who responds, and its room. */
    completed,
    readSnapshot: (async (arn) => completed(await readFacts(arn))) satisfies ReadSnapshot,
    readAlarm,
    readAlarmChart: createReadAlarmChart({ describe: describeAlarm, readAlarm }, clients, accounts, now),
    readTimeline: (async (arn, ...asked) => {
      const page = await readEvents(arn, ...asked);
      const events = await Promise.all(page.events.map(actors.namedEvent));
      return { ...page, events: await noteAuthors.namedEvents(arn.arn, events) };
    }) satisfies ReadTimeline,
    readTimelineEvent: createReadTimelineEvent(clients, accounts, inRegions),
    readRelated: createReadRelated(clients, accounts, inRegions),
    opsItems: createOpsItems({ clients, accounts, regions, now }),
    resolveOpsItem: createResolveOpsItem(clients, accounts),
    investigations: createInvestigationStore(store),
    devOpsAgent: config.agentSpace && createDevOpsAgent(clients, environment, config.agentSpace),
    readEngagements,
    readEngagementsInTurn: createReadEngagementsInTurn(readEngagements, now),
    readFirstAcknowledgement: createReadFirstAcknowledgement(clients, accounts, inRegions, now),
    listContacts,
    listAllContacts: createListAllContacts(listContacts, accounts),
    readContactEmails: createReadContactEmails(contactsCall, accounts, now),
    readOnCall: createReadOnCall(contactsCall, accounts, now),
    listResponsePlans: createListResponsePlans(clients, accounts, inRegions, now),
    readPlan: createReadPlan(clients, accounts, inRegions),
    readExecution: createReadExecution(accounts, readRunbooks),
    writes: createWriteIncident(clients, accounts, inRegions),
    startEngagement: createStartEngagement(contactsCall, accounts),
    decideRunbook: createDecideRunbook(clients, accounts, sleep),
    topics: createTopics(clients, accounts),
  };
}
