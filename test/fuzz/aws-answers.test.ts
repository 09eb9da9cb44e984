import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncidentRecord as AwsRecord, IncidentRecordSummary } from '@aws-sdk/client-ssm-incidents';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { toAwsError } from '../../src/aws/fault.ts';
import { parseIncident, parseIncidentSummary } from '../../src/aws/read/parse-incident.ts';
import { timelineCard } from '../../src/cards/answers/timeline-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { renderCard } from '../../src/cards/surfaces/render-card.ts';
import { AppError } from '../../src/errors.ts';
import { parseIncidentArn } from '../../src/incidents/naming/arn.ts';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import { storedSnapshot } from '../../src/incidents/stored-snapshot.ts';
import { awsParts } from '../aws/aws-parts.ts';
import { allActions, options } from '../cards/example-incidents.ts';
import { liveThings, messageFaults, viewFaults } from '../cards/slack-limits.ts';
import { arnOf } from '../support/arn-of.ts';
import { fewRuns, numRuns, timeout } from './cases.ts';
import { anyJson, anyText, damaged, mangled, trickyNames } from './hostile.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';
const consoles = ['console.aws.amazon.com', 'console.amazonaws-us-gov.com', 'console.amazonaws.cn'];
const word = fc.oneof(anyText, fc.constantFrom(...trickyNames));
const seconds = fc.oneof(fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }), fc.constantFrom(-1, 1e15, 0.5));
const execution = `arn:aws:ssm:eu-west-1:111122223333:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c`;

/** The record of GetIncidentRecord on the wire. */
const wireRecord = fc.record({
  arn: fc.constant(arn),
  title: word,
  summary: word,
  status: fc.oneof(fc.constantFrom('OPEN', 'RESOLVED'), word),
  impact: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 9)),
  creationTime: seconds,
  resolvedTime: seconds,
  lastModifiedTime: seconds,
  lastModifiedBy: word,
  dedupeString: word,
  incidentRecordSource: fc.record({ source: word, createdBy: word, invokedBy: word, resourceArn: word }),
  automationExecutions: fc.array(
    fc.oneof(fc.constant({ ssmExecutionArn: execution }), fc.dictionary(word, word, { minKeys: 1, maxKeys: 1 })),
    { maxLength: 3 },
  ),
  chatChannel: fc.oneof(
    fc.constant({ empty: {} }),
    fc.record({ chatbotSns: fc.array(word) }),
    fc.dictionary(word, word, { minKeys: 1, maxKeys: 1 }),
  ),
  notificationTargets: fc.array(fc.record({ snsTopicArn: word }), { maxLength: 3 }),
});
const times = new Set(['creationTime', 'resolvedTime', 'lastModifiedTime']);

/** As AWS's client returns it: times are dates, everything else is unchanged. */
const anyRecord: fc.Arbitrary<unknown> = damaged(wireRecord).map((value) => {
  if (typeof value !== 'object' || value === null) return {};
  const dated = Object.entries(value).map(([name, each]): [string, unknown] =>
    times.has(name) && typeof each === 'number' ? [name, new Date(each * 1000)] : [name, each],
  );
  return Object.fromEntries(dated);
});

/** A record without an ARN is refused; the caller turns that into a coded error. */
function parsedOrNothing(from: AwsRecord): IncidentRecord | undefined {
  try {
    return parseIncident(from);
  } catch (error) {
    expect(typeof from.arn === 'string' && parseIncidentArn(from.arn)).toBeFalsy();
    expect(error).toHaveProperty('message', 'the record has no incident ARN');
    return undefined;
  }
}

test.prop([anyRecord], { numRuns })(
  'any record becomes one whose fields are of their types, as JSON and back, and a card that is safe',
  (from) => {
    const record = parsedOrNothing(from as AwsRecord);
    if (record === undefined) return;
    const view = { record, readAtMs: 0 };
    expect(storedSnapshot.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
    for (const name of ['title', 'status', 'modifiedBy', 'dedupeString'] as const) {
      expect(typeof record[name]).toBe('string');
    }
    const card = renderCard(view, options, () => undefined);
    expect(messageFaults(card)).toEqual([]);
    expect(liveThings(card, consoles)).toEqual([]);
    const summary = parseIncidentSummary(from as IncidentRecordSummary) ?? record;
    expect(messageFaults(incidentList([summary], { now: 0, heading: 'Incidents', actions: allActions }))).toEqual([]);
  },
  timeout,
);

test.prop([anyJson, fc.oneof(anyText, anyJson)], { numRuns })(
  'whatever an AWS client throws becomes a coded error of one line',
  (thrown, message) => {
    const names = ['ValidationException', 'ThrottlingException', 'ConflictException', ...trickyNames];
    for (const each of [thrown, ...names.map((name) => ({ name, message, $metadata: thrown }))]) {
      const fault = toAwsError(each, 'ssm-incidents:GetIncidentRecord');
      expect(fault).toBeInstanceOf(AppError);
      expect(fault.message).not.toMatch(/[\r\n]/);
    }
  },
  timeout,
);

describe('over the wire', () => {
  let server: Server;
  let parts: ReturnType<typeof awsParts>;
  let answer: (operation: string) => { status: number; body: string };

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        const target = String(request.headers['x-amz-target'] ?? request.url);
        const { status, body } = answer(target);
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const accounts = new Map([['111122223333', undefined]]);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    parts = awsParts(url, { regions: ['eu-west-1'], accounts });
  });
  afterAll(() => {
    parts.clients.close();
    server.closeAllConnections();
    server.close();
  });

  // A 5xx or a 429 is retried after a delay: that is tested elsewhere, and would take long here.
  const status = fc.oneof({ weight: 5, arbitrary: fc.constant(200) }, fc.constantFrom(400, 403, 404, 409));
  const name = fc.constantFrom('ValidationException', 'ResourceNotFoundException', ...trickyNames);
  const fault = fc.record({ __type: fc.oneof(name, anyJson), message: fc.oneof(anyText, anyJson), Message: anyJson });
  const bodyOf = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 4, arbitrary: damaged(valid).map((json) => JSON.stringify(json) ?? '') },
      { weight: 2, arbitrary: mangled(valid.map((json) => JSON.stringify(json))) },
      { weight: 1, arbitrary: fault.map((json) => JSON.stringify(json)) },
      { weight: 1, arbitrary: anyText },
    );

  /** The parsed answer, or `undefined` for a coded error; any other error fails the test. */
  async function readOrRefused<T>(reading: Promise<T>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).message).not.toMatch(/[\r\n]/);
      return undefined;
    }
  }

  test.prop([bodyOf(wireRecord.map((incidentRecord) => ({ incidentRecord }))), status], { numRuns: fewRuns })(
    'a record',
    async (body, given) => {
      answer = () => ({ status: given, body });
      const record = await readOrRefused(parts.manager.getIncident(arnOf(arn)));
      if (record === undefined) return;
      const view = { record, readAtMs: 0 };
      expect(messageFaults(renderCard(view, options, () => undefined))).toEqual([]);
      expect(viewFaults(detailsModal(view, options))).toEqual([]);
    },
    timeout,
  );

  const summaries = fc.record({
    incidentRecordSummaries: fc.array(wireRecord, { maxLength: 3 }),
  });
  test.prop([bodyOf(summaries), status], { numRuns: fewRuns })(
    'a list',
    async (body, given) => {
      answer = () => ({ status: given, body });
      const listed = await readOrRefused(parts.manager.listIncidents({ maxPages: 2 }));
      const message = incidentList(listed?.incidents ?? [], { now: 0, heading: 'Incidents', actions: allActions });
      expect(messageFaults(message)).toEqual([]);
      expect(liveThings(message, consoles)).toEqual([]);
    },
    timeout,
  );

  const eventOf = fc.record({
    eventId: fc.uuid(),
    eventType: word,
    eventTime: seconds,
    eventUpdatedTime: seconds,
    incidentRecordArn: fc.constant(arn),
    eventData: fc.oneof(
      anyText,
      anyJson.map((json) => JSON.stringify(json)),
    ),
  });
  const page = fc.record({ eventSummaries: fc.array(eventOf, { maxLength: 2 }), nextToken: word });
  test.prop([bodyOf(page), bodyOf(eventOf.map((event) => ({ event })))], { numRuns: fewRuns })(
    'a timeline and its events',
    async (list, event) => {
      answer = (path) => ({ status: 200, body: path.includes('list') ? list : event });
      const read = await readOrRefused(parts.timeline(arnOf(arn), 5));
      if (read === undefined) return;
      const record = { arn: arnOf(arn), title: 'x' } as Parameters<typeof timelineCard>[0];
      const card = timelineCard(record, read.events, false);
      expect(messageFaults(card)).toEqual([]);
      expect(liveThings(card, consoles)).toEqual([]);
    },
    timeout,
  );

  const item = fc.record({
    identifier: fc.record({
      type: word,
      value: fc.oneof(fc.record({ arn: word }), fc.record({ url: word }), fc.dictionary(word, anyJson)),
    }),
    title: word,
    generatedId: word,
  });
  const finding = fc.record({
    id: word,
    creationTime: seconds,
    details: fc.dictionary(word, fc.record({ stackArn: word, startTime: seconds }), { minKeys: 1, maxKeys: 1 }),
  });
  const belongings = fc.record({
    relatedItems: fc.array(item, { maxLength: 2 }),
    findings: fc.array(finding, { maxLength: 2 }),
  });
  test.prop([bodyOf(belongings)], { numRuns: fewRuns })(
    'related items and findings',
    async (body) => {
      answer = () => ({ status: 200, body });
      const [related, findings] = await Promise.all([
        readOrRefused(parts.related.items(arnOf(arn))),
        readOrRefused(parts.related.findings(arnOf(arn))),
      ]);
      const record = parseIncident({ arn } as AwsRecord);
      const view = { record, readAtMs: 0, ...(related && { related }), ...(findings && { findings }) };
      const modal = detailsModal(view, options);
      expect(viewFaults(modal)).toEqual([]);
      expect(liveThings(modal, consoles)).toEqual([]);
    },
    timeout,
  );
});
