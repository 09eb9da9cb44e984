import { createEmbeddedAws, type EmbeddedAws, seedContacts, seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { storedSnapshot } from '../../../src/incidents/stored-snapshot.ts';
import { arnOf } from '../../support/arn-of.ts';
import { awsParts, type PartsOptions } from '../aws-parts.ts';

let aws: EmbeddedAws;
const opened: { clients: { close(): void } }[] = [];
const parts = (options?: PartsOptions) => {
  const made = awsParts(aws.url, options);
  opened.push(made);
  return made;
};
const seeds = () => aws.incidents.list().filter(({ record }) => record.arn.includes(':111122223333:'));
const anyArn = () => arnOf(seeds()[0]?.record.arn);
const faultOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`not refused in words: ${String(thrown)}`);
};

beforeAll(async () => {
  aws = await createEmbeddedAws();
});
afterEach(() => {
  aws.faults.clear();
  aws.calls.clear();
  for (const { clients } of opened.splice(0)) clients.close();
});
afterAll(() => aws.close());

describe('reading an incident', () => {
  test('every seed becomes a record of ours, field by field', async () => {
    const { manager } = parts();
    for (const { record } of seeds()) {
      const read = await manager.getIncident(arnOf(record.arn));
      expect(read).toMatchObject({
        arn: arnOf(record.arn),
        title: record.title,
        status: record.status,
        impact: record.impact,
        createdAtMs: record.creationTime.getTime(),
        modifiedAtMs: record.lastModifiedTime.getTime(),
        modifiedBy: record.lastModifiedBy,
        dedupeString: record.dedupeString,
      });
      const view = { record: read, readAtMs: 0 };
      expect(storedSnapshot.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
    }
  });

  test('a member of a union that this version does not know keeps its name', async () => {
    const { manager } = parts();
    const listed = await Promise.all(seeds().map(({ record }) => manager.getIncident(arnOf(record.arn))));
    const unknown = listed.flatMap(({ automationExecutions, chatTopics, notificationTargets }) =>
      [...automationExecutions, ...chatTopics, ...notificationTargets].filter((each) => typeof each === 'object'),
    );
    expect(unknown.length).toBeGreaterThan(0);
    for (const each of unknown) expect(each).toEqual({ unknown: expect.stringMatching(/^[A-Za-z]+$/) });
  });

  test('many requesters at once cost one call; the next one asks again', async () => {
    const { manager } = parts();
    const arn = anyArn();
    const answers = await Promise.all(Array.from({ length: 50 }, () => manager.getIncident(arn)));
    expect(new Set(answers).size).toBe(1);
    expect(aws.calls.count('GetIncidentRecord')).toBe(1);
    await manager.getIncident(arn);
    expect(aws.calls.count('GetIncidentRecord')).toBe(2);
  });
});

describe('Regions', () => {
  const regionsAsked = () =>
    aws.calls
      .all()
      .filter((call) => call.operation === 'GetIncidentRecord')
      .map((call) => call.region);

  test('are asked in the order given, and only as far as needed', async () => {
    await parts().manager.getIncident(anyArn());
    expect(regionsAsked()).toEqual(['eu-west-1']);
  });

  test('one that is down: the next answers, and the first is asked last for half a minute', async () => {
    aws.faults.add({ kind: 'unavailable', region: 'eu-west-1', operation: 'GetIncidentRecord' });
    let nowMs = 0;
    const { manager } = parts({ now: () => nowMs });
    await manager.getIncident(anyArn());
    expect(regionsAsked()).toEqual(['eu-west-1', 'eu-west-1', 'us-east-1']);
    aws.calls.clear();
    await manager.getIncident(anyArn());
    expect(regionsAsked()).toEqual(['us-east-1']);
    aws.faults.clear();
    aws.calls.clear();
    nowMs = 30_001;
    await manager.getIncident(anyArn());
    expect(regionsAsked()).toEqual(['eu-west-1']);
  });

  test('one outside the replication set: the next answers', async () => {
    await parts({ regions: ['ap-south-1', 'us-east-1'] }).manager.getIncident(anyArn());
    expect(regionsAsked()).toEqual(['ap-south-1', 'us-east-1']);
  });

  test('all outside the replication set: says where Incident Manager lives', async () => {
    const fault = await faultOf(parts({ regions: ['ap-south-1'] }).manager.getIncident(anyArn()));
    expect(fault.code).toBe('region_outside_replication_set');
    expect(fault.message).toMatch(/lives in eu-west-1, us-east-1, but this app looks in ap-south-1/);
  });
});

describe('error messages for people', () => {
  test('unknown incident: account and Regions asked', async () => {
    const arn = arnOf(`${anyArn().arn.slice(0, -36)}00000000-0000-0000-0000-000000000000`);
    const fault = await faultOf(parts().manager.getIncident(arn));
    expect(fault.code).toBe('no_such_incident');
    expect(fault.message).toBe(
      'No incident 00000000… in account 111122223333 (looked in eu-west-1, us-east-1). Check the ARN, or see /incident list.',
    );
  });

  test('an account that is not allowed: AWS is not asked about it', async () => {
    const arn = arnOf(anyArn().arn.replace('111122223333', '999999999999'));
    const fault = await faultOf(parts().manager.getIncident(arn));
    expect(fault.code).toBe('account_not_allowed');
    expect(aws.calls.count('GetIncidentRecord')).toBe(0);
    const listed = await faultOf(parts({ accounts: new Map([['111122223333', undefined]]) }).manager.getIncident(arn));
    expect(listed.code).toBe('account_not_allowed');
  });

  test.each([
    ['access_denied', 'access_denied', /ssm-incidents:GetIncidentRecord/],
    ['throttle', 'throttled', /limiting/],
    ['internal', 'aws_unavailable', /did not answer/],
    ['unavailable', 'aws_unavailable', /did not answer/],
    ['reset', 'aws_unavailable', /did not answer/],
    ['nonsense', 'aws_unavailable', /did not answer/],
  ] as const)('%s: %s', async (kind, code, words) => {
    aws.faults.add({ kind, operation: 'GetIncidentRecord' });
    const fault = await faultOf(parts().manager.getIncident(anyArn()));
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(words);
    expect(fault.message).not.toMatch(/\n|\{/);
  });

  test('a call that AWS never answers times out', { timeout: 30_000 }, async () => {
    aws.faults.add({ kind: 'stall', operation: 'GetIncidentRecord' });
    const fault = await faultOf(parts({ regions: ['eu-west-1'] }).manager.getIncident(anyArn()));
    expect(fault.code).toBe('aws_unavailable');
  });
});

describe('other accounts', () => {
  test('are read by the role that is named for them', async () => {
    const account = '444455556666';
    const plan = aws.incidents.plans()[0];
    if (plan === undefined) throw new Error('no plan is seeded');
    const arn = plan.arn.replace('111122223333', account);
    aws.incidents.putPlan({ ...plan, arn });
    const incident = arnOf(aws.incidents.start(arn));
    const role = `arn:aws:iam::${account}:role/incident-reader`;
    const { manager } = parts({ accounts: new Map([[account, role]]) });
    expect((await manager.getIncident(incident)).arn).toEqual(incident);
    expect(aws.calls.all().find((call) => call.operation === 'AssumeRole')?.input).toMatchObject({ RoleArn: role });
    const without = parts({ accounts: new Map([[account, undefined]]) });
    expect((await faultOf(without.manager.getIncident(incident))).code).toBe('access_denied');
  });

  test('a role that cannot be assumed is named', async () => {
    aws.faults.add({ kind: 'access_denied', service: 'sts', operation: 'AssumeRole' });
    const role = 'arn:aws:iam::111122223333:role/incident-reader';
    const { manager } = parts({ accounts: new Map([['111122223333', role]]) });
    const fault = await faultOf(manager.getIncident(anyArn()));
    expect(fault.code).toBe('access_denied');
    expect(fault.message).toContain(`sts:AssumeRole on ${role}`);
  });
});

describe('listing', () => {
  test('many who list at once cost one listing, and get what the next one gets', async () => {
    const { manager } = parts();
    const alone = await manager.listIncidents({});
    const before = aws.calls.count('ListIncidentRecords');
    const lists = await Promise.all(Array.from({ length: 20 }, () => manager.listIncidents({})));
    expect(aws.calls.count('ListIncidentRecords') - before).toBe(1);
    for (const list of lists) expect(list).toEqual(alone);
  });

  test('the newest first, open ones alone when asked', async () => {
    const { manager } = parts();
    const { incidents: all } = await manager.listIncidents({});
    expect(all.length).toBe(seeds().length);
    expect(all.map((each) => each.createdAtMs)).toEqual(all.map((each) => each.createdAtMs).toSorted((a, b) => b - a));
    const { incidents: open } = await manager.listIncidents({ status: 'OPEN' });
    expect(open.length).toBeLessThan(all.length);
    expect(new Set(open.map((each) => each.status))).toEqual(new Set(['OPEN']));
  });
});

describe('what belongs to an incident', () => {
  test('runbooks with their live state, each from its own Region; links alone where access is denied', async () => {
    const { manager, runbooks } = parts();
    const records = await Promise.all(seeds().map(({ record }) => manager.getIncident(arnOf(record.arn))));
    const record = records.find(({ automationExecutions }) => automationExecutions.length >= 2);
    if (record === undefined) throw new Error('no seed with runbooks');
    const read = await runbooks(record);
    expect(read.map(({ status }) => status)).toEqual(expect.arrayContaining(['Failed', 'Waiting']));
    const failed = read.find(({ status }) => status === 'Failed');
    expect(failed).toMatchObject({
      step: expect.any(Number),
      stepCount: expect.any(Number),
      failureMessage: expect.any(String),
    });
    aws.faults.add({ kind: 'access_denied', operation: 'GetAutomationExecution' });
    const refused = await parts().runbooks(record);
    expect(refused).toEqual(read.map(({ arn }) => ({ arn })));
  });

  test('timeline: newest first, paged, each event read once', async () => {
    const { timeline } = parts();
    const busiest = seeds().toSorted((a, b) => b.events.length - a.events.length)[0];
    const arn = arnOf(busiest?.record.arn);
    const first = await timeline(arn, 5);
    expect(first.events).toHaveLength(5);
    expect(first.events.every((event) => event.data !== undefined)).toBe(true);
    expect(first.next).toBeDefined();
    const reads = aws.calls.count('GetTimelineEvent');
    await timeline(arn, 5);
    expect(aws.calls.count('GetTimelineEvent')).toBe(reads);
    const second = await timeline(arn, 5, first.next);
    expect(second.events[0]?.atMs).toBeLessThanOrEqual(first.events[4]?.atMs ?? 0);
  });

  test('an event that was read for the timeline is not read again for the notes', async () => {
    const { timeline, notes } = parts();
    const arn = arnOf(seedIncidents.critical);
    await timeline(arn, 100);
    const reads = aws.calls.count('GetTimelineEvent');
    expect((await notes(arn)).length).toBeGreaterThan(0);
    expect(aws.calls.count('GetTimelineEvent')).toBe(reads);
  });

  test('related items and findings of every kind', async () => {
    const { related } = parts();
    const arns = seeds().map(({ record }) => arnOf(record.arn));
    const items = (await Promise.all(arns.map((arn) => related.items(arn)))).flat();
    expect(new Set(items.map(({ type }) => type)).size).toBeGreaterThan(4);
    expect(items.every((item) => item.arn ?? item.url ?? item.metricDefinition ?? item.unknown)).toBe(true);
    const findings = (await Promise.all(arns.map((arn) => related.findings(arn)))).flat();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ kind }) => kind !== '')).toBe(true);
    expect(findings.some(({ subject }) => subject !== '')).toBe(true);
  });

  test('findings are read past the first page, up to a hundred', async () => {
    const arn = aws.incidents.start(aws.incidents.plans()[0]?.arn ?? '', { title: 'Many deployments' });
    const deployment = (number: number) => ({
      id: `finding-${number}`,
      creationTime: new Date(),
      lastModifiedTime: new Date(),
      details: {
        codeDeployDeployment: {
          startTime: new Date(),
          deploymentGroupArn: 'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/checkout',
          deploymentId: `d-${number}`,
        },
      },
    });
    aws.incidents.get(arn)?.findings.push(...Array.from({ length: 130 }, (_, number) => deployment(number)));
    const found = await parts().related.findings(arnOf(arn));
    expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, number) => `finding-${number}`));
    expect(aws.calls.count('ListIncidentFindings')).toBe(5);
  });

  test('every runbook that a record may hold is read', async () => {
    const start = {
      document: 'Many',
      region: 'eu-west-1',
      account: '111122223333',
      executedBy: 'arn:aws:iam::1:role/x',
    };
    const automationExecutions = Array.from({ length: 100 }, () => aws.automation.start(start).arn);
    const read = await parts().runbooks({ automationExecutions });
    expect(read.map(({ arn }) => arn)).toEqual(automationExecutions);
    expect(read.filter(({ status }) => status === undefined)).toEqual([]);
  });

  test('runbooks that are late are links; the next reading has them', async () => {
    const start = {
      document: 'Late',
      region: 'eu-west-1',
      account: '111122223333',
      executedBy: 'arn:aws:iam::1:role/x',
    };
    const automationExecutions = Array.from({ length: 3 }, () => aws.automation.start(start).arn);
    const { runbooks } = parts();
    aws.faults.add({ kind: 'latency', operation: 'GetAutomationExecution', latencyMs: 300 });
    expect(await runbooks({ automationExecutions }, 1)).toEqual(automationExecutions.map((arn) => ({ arn })));
    const read = await runbooks({ automationExecutions });
    expect(read.filter(({ status }) => status === undefined)).toEqual([]);
  });

  test('engagements with who acknowledged; where the quota does not allow it, as many as it allows', async () => {
    const { engagements } = parts();
    const arn = anyArnWithEngagements();
    const read = await engagements(arn, 5000);
    expect(read.incomplete).toBe(false);
    expect(read.engagements.length).toBeGreaterThan(0);
    expect(read.engagements.every(({ contactName }) => contactName !== undefined)).toBe(true);
    expect(read.engagements.every(({ acknowledgementKnown }) => acknowledgementKnown)).toBe(true);
    const hasty = await parts().engagements(arn, 0);
    expect(hasty.engagements.length).toBe(read.engagements.length);
    expect(hasty.incomplete).toBe(true);
  });

  test('the people whom an escalation plan paged, and by display name the one who acknowledged', async () => {
    const arn = arnOf(seedIncidents.critical);
    const { engagements } = await parts().engagements(arn, 5000);
    const acknowledgedBy = { contactArn: seedContacts.amelia, contactName: 'Amelia Ruiz' };
    const pagedArns = [seedContacts.amelia, seedContacts.ben];
    expect(engagements).toMatchObject([{ contactName: 'Checkout on-call', acknowledgedBy, pagedArns }]);
  });

  test('a person whose contact cannot be read is named by their alias, and the acknowledgement stands', async () => {
    aws.faults.add({ kind: 'access_denied', operation: 'GetContact' });
    const { engagements, incomplete } = await parts().engagements(arnOf(seedIncidents.critical), 5000);
    const acknowledgedBy = { contactArn: seedContacts.amelia };
    expect(engagements).toMatchObject([{ acknowledgementKnown: true, acknowledgedBy }]);
    expect(engagements[0]?.acknowledgedBy?.contactName).toBeUndefined();
    expect(incomplete).toBe(false);
  });

  describe('lists of more than one page', () => {
    const contact = 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/many';
    const engaged = (incident: string, number: number) => ({
      arn: `arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/many/${incident.slice(-4)}-${number}`,
      contactArn: contact,
      sender: 'x',
      subject: 'x',
      content: 'x',
      incidentId: incident,
      startedAtMs: Date.now() - 600_000 - number,
    });
    const page = (engagement: ReturnType<typeof engaged>, number: number, readAtMs?: number) => ({
      arn: `${engagement.arn}/page-${number}`,
      engagementArn: engagement.arn,
      contactArn: contact,
      sender: 'x',
      incidentId: engagement.incidentId,
      sentAtMs: Date.now() - 500_000 + number,
      ...(readAtMs !== undefined && { readAtMs }),
    });
    const someIncident = (title: string) => aws.incidents.start(aws.incidents.plans()[0]?.arn ?? '', { title });

    test('an acknowledgement on the second page of pages is found', async () => {
      const incident = someIncident('Many pages');
      aws.contacts.stop(incident);
      const engagement = engaged(incident, 1);
      const pages = Array.from({ length: 1001 }, (_, number) =>
        page(engagement, number, number === 1000 ? 5000 : undefined),
      );
      aws.contacts.putEngagement(engagement, pages);
      const { engagements } = await parts().engagements(arnOf(incident), 10_000);
      expect(engagements.find(({ arn }) => arn === engagement.arn)).toMatchObject({ acknowledgedAtMs: 5000 });
    });

    test('all engagements are listed; where the quota ends the list, no one is shown as not having acknowledged', async () => {
      const incident = someIncident('Many engagements');
      const many = Array.from({ length: 1001 }, (_, number) => engaged(incident, number));
      for (const each of many) aws.contacts.putEngagement(each, []);
      const { engagements } = await parts().engagements(arnOf(incident), 1500);
      expect(engagements.length).toBeGreaterThan(1000);
      const hasty = await parts().engagements(arnOf(incident), 0);
      expect(hasty.engagements).toHaveLength(1000);
      expect(hasty.incomplete).toBe(true);
      expect(hasty.engagements.every(({ acknowledgementKnown }) => acknowledgementKnown === undefined)).toBe(true);
    });
  });
});

function anyArnWithEngagements() {
  return arnOf(seeds().find(({ record }) => aws.contacts.engagements(record.arn).length > 0)?.record.arn);
}
