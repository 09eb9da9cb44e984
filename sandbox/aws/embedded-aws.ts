import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts } from './accounts.ts';
import { type Automation, createAutomation } from './automation/automation.ts';
import { automationConstraints, automationInputs, automationOperations } from './automation/automation-operations.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { alarmConstraints, alarmInputs } from './cloudwatch/alarm-inputs.ts';
import { alarmOperations } from './cloudwatch/alarm-operations.ts';
import { type Alarms, createAlarms } from './cloudwatch/alarms.ts';
import { contactConstraints, contactInputs } from './contacts/contact-inputs.ts';
import { contactOperations } from './contacts/contact-operations.ts';
import { type Contacts, createContacts } from './contacts/contacts.ts';
import { credentialScope } from './credential-scope.ts';
import { describeCall } from './describe-call.ts';
import { agentService } from './devops-agent/agent-service.ts';
import { createDevOpsAgent, type DevOpsAgent } from './devops-agent/devops-agent.ts';
import { faultResponse } from './fault-response.ts';
import { createFaults, type Faults } from './faults.ts';
import type { ServiceHandler } from './handler.ts';
import { idempotent } from './idempotent.ts';
import { createIncidentManager, type IncidentManager } from './incidents/incident-manager.ts';
import { incidentService } from './incidents/incident-service.ts';
import { opsItemConstraints, opsItemInputs } from './ops-items/ops-item-inputs.ts';
import { opsItemOperations } from './ops-items/ops-item-operations.ts';
import { createOpsItems, type OpsItems } from './ops-items/ops-items.ts';
import { awsJsonService } from './protocol/aws-json.ts';
import { errorResponse } from './protocol/error-response.ts';
import { awsQuotas, createQuotaCheck, type Quotas } from './quotas.ts';
import { seed } from './seeds/seed.ts';
import { seedAgentSpace } from './seeds/seed-arns.ts';
import { type Answer, type RawRequest, serve } from './serve.ts';
import { ServiceError, throttled } from './service-error.ts';
import { stsService } from './sts/sts.ts';

export interface EmbeddedAwsOptions {
  /** Port on 127.0.0.1; a free port by default. */
  port?: number;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Generates ids of 36 characters. */
  newId?: () => string;
  /** Returns a number in [0, 1). */
  random?: () => number;
  /** The account of every access key that AssumeRole did not issue. */
  account?: string;
  /** Regions of each account's replication set. */
  regions?: readonly [string, ...string[]];
  /** Whether to seed plans, contacts and incidents in account 111122223333. Default true. */
  seeds?: boolean;
  /** Whether to enforce AWS's request quotas, or which quotas. Default false. */
  quotas?: boolean | Quotas;
  /** More services, by their name in the credential scope, for example `sns`. */
  services?: Readonly<Record<string, ServiceHandler>>;
  /** Answers requests that are not signed, for example for a certificate. */
  unsigned?: ServiceHandler;
}

/** The parts of AWS that the app uses, in this process. */
export interface EmbeddedAws {
  /** Value for `AWS_ENDPOINT_URL`. */
  url: string;
  close(): Promise<void>;
  incidents: IncidentManager;
  automation: Automation;
  contacts: Contacts;
  alarms: Alarms;
  opsItems: OpsItems;
  devOpsAgent: DevOpsAgent;
  faults: Faults;
  calls: CallLog;
  account: string;
  regions: readonly [string, ...string[]];
}

/**
 * Starts an HTTP server that speaks the protocols of Incident Manager (`ssm-incidents`), Systems Manager's Automation
 * and OpsCenter (`ssm`), Incident Manager's contacts (`ssm-contacts`), CloudWatch alarms (`monitoring`), AWS DevOps Agent (`aidevops`) and STS. Service, Region and
 * account come from the credential scope of each request; the signature itself is not verified.
 */
export async function createEmbeddedAws(options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
  const { now = Date.now, newId = randomUUID, random = Math.random, account = '111122223333' } = options;
  const { regions = ['eu-west-1', 'us-east-1'], quotas = false } = options;
  const automation = createAutomation({ now, newId });
  const contacts = createContacts({ now, newId });
  const alarms = createAlarms({ now });
  const opsItems = createOpsItems({ now, newId });
  const devOpsAgent = createDevOpsAgent({ now, newId, spaceId: seedAgentSpace.id });
  const incidents = createIncidentManager({ now, newId, automation, contacts, opsItems, account, regions });
  const accounts = createAccounts({ home: account, random });
  const faults = createFaults();
  const calls = createCallLog();
  const withinQuota = createQuotaCheck(quotas === true ? awsQuotas : quotas || {}, now);
  const services: Readonly<Record<string, ServiceHandler>> = {
    'ssm-incidents': incidentService(incidents.context),
    ssm: awsJsonService(
      { ...automationInputs, ...opsItemInputs },
      { ...automationConstraints, ...opsItemConstraints },
      { ...automationOperations(automation, now), ...opsItemOperations(opsItems) },
    ),
    'ssm-contacts': awsJsonService(
      contactInputs,
      contactConstraints,
      idempotent(contactOperations(contacts, now), 'IdempotencyToken'),
    ),
    monitoring: awsJsonService(alarmInputs, alarmConstraints, alarmOperations(alarms), '1.0'),
    aidevops: agentService(devOpsAgent),
    sts: stsService(accounts, now),
    ...options.services,
  };
  if (options.seeds !== false) seed({ incidents, automation, contacts, alarms, opsItems, nowMs: now() });

  async function answer(raw: RawRequest): Promise<Answer> {
    const scope = credentialScope(raw.headers.authorization);
    const { operation, input } = describeCall(raw);
    const { region, service } = scope ?? { region: regions[0], service: '' };
    const identity = accounts.identify(scope?.accessKeyId ?? '');
    const call = { service, operation, region, account: identity.account, input, at: now() };
    const request = { ...raw, ...identity, region, service };

    async function work() {
      const handler = scope === undefined ? options.unsigned : services[service];
      if (handler === undefined) return errorResponse(raw, scope === undefined ? unsigned() : unknownService(service));
      if (!withinQuota(call)) return errorResponse(raw, throttled(service, operation));
      return handler(request);
    }

    async function workWithFaults(): Promise<Answer> {
      const hit = faults.take(call);
      const breaking = hit.find(({ kind }) => kind !== 'latency');
      const wait = async (when: boolean) => {
        const faults = hit.filter(({ afterwards = false }) => afterwards === when);
        const latencyMs = faults.reduce((sum, fault) => sum + (fault.latencyMs ?? 0), 0);
        if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
      };
      await wait(false);
      const isCarriedOut = breaking === undefined || breaking.afterwards === true;
      const answered = isCarriedOut ? await work() : undefined;
      await wait(true);
      return breaking === undefined && answered
        ? answered
        : faultResponse(breaking ?? { kind: 'internal' }, request, operation);
    }

    const given = await workWithFaults();
    calls.add({ ...call, status: typeof given === 'string' ? 0 : given.status });
    return given;
  }

  const { url, close } = await serve(options.port ?? 0, answer);
  return {
    url,
    close,
    incidents,
    automation,
    contacts,
    alarms,
    opsItems,
    devOpsAgent,
    faults,
    calls,
    account,
    regions,
  };
}

const unsigned = () =>
  new ServiceError('MissingAuthenticationTokenException', 403, 'Request is missing Authentication Token');

const unknownService = (service: string) =>
  new ServiceError('UnknownOperationException', 404, `The sandbox does not serve ${service}`);
