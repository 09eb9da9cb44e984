/** The embedded AWS: Incident Manager with its contacts, Systems Manager, CloudWatch alarms, SNS, SQS and STS. */
export { createEmbeddedAws, type EmbeddedAws } from './embedded-aws.ts';
export type { Fault } from './faults.ts';
export type { StoredIncident, StoredRecord } from './incidents/stored-incident.ts';
export { awsQuotas, createQuotaCheck } from './quotas.ts';
export {
  seedAccount,
  seedAgentSpace,
  seedAlarms,
  seedContacts,
  seedIncidents,
  seedOpsItems,
  seedPlans,
  seedRotations,
  seedTopics,
} from './seeds/seed-arns.ts';
export type { DeliveryFaults } from './sns/delivery-faults.ts';
export { createEmbeddedSns, type EmbeddedSns } from './sns/embedded-sns.ts';
export { selfSignedCertificate } from './sns/self-signed-certificate.ts';
export { createEmbeddedSqs } from './sqs/embedded-sqs.ts';
export { serveAlone } from './sqs/serve-alone.ts';
