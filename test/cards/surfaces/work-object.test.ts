import type { EntityMetadata } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { cardEntity, workObject } from '../../../src/cards/surfaces/work-object.ts';
import type { IncidentRecord } from '../../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../../src/incidents/snapshot.ts';
import { allActions, bare, led, now, snapshot } from '../example-incidents.ts';

const url = 'https://console.aws.amazon.com/x';
const draw = (shown: IncidentSnapshot, editable = false) =>
  workObject(shown, { now, url, actions: allActions, editable });
const assignedTo = (shown: IncidentSnapshot) => {
  const fields: object = draw(shown).entity_payload.fields ?? {};
  return 'assigned_to' in fields ? fields.assigned_to : undefined;
};

/** What a Work Object says, without what can be edited. */
const words = ({ entity_payload }: EntityMetadata): unknown =>
  JSON.parse(JSON.stringify(entity_payload, (key, value: unknown) => (key === 'edit' ? undefined : value)));

describe('an editor', () => {
  test.each([
    ['without a summary', bare],
    ['with a short summary', { ...snapshot, record: { ...snapshot.record, summary: 'Payments time out.' } }],
    ['with Markdown in the summary', { ...snapshot, record: { ...snapshot.record, summary: '**Down** since 10:00' } }],
    ['with a long summary', { ...snapshot, record: { ...snapshot.record, summary: 'Down. '.repeat(400) } }],
  ])('sees the same words as everyone else, %s', (_, shown) => {
    expect(words(draw(shown, true))).toEqual(words(draw(shown)));
  });

  test('edits the summary only where the pane shows it whole and unchanged', () => {
    const editable = (summary: string) => {
      const shown = { ...snapshot, record: { ...snapshot.record, summary } };
      return /"description":{[^}]*"edit"/.test(JSON.stringify(draw(shown, true)));
    };
    expect(['Payments time out.', '**Down**', 'Down. '.repeat(400), ''].map(editable)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('assigned_to', () => {
  const page = (arn: string, contactName: string, acknowledgedAtMs?: number) => ({
    arn,
    contactArn: arn,
    contactName,
    ...(acknowledgedAtMs !== undefined && { acknowledgedAtMs }),
    acknowledgementKnown: true,
  });
  const paged = {
    ...bare,
    engagements: [page('1', 'Primary'), page('2', 'Ben', now - 1000), page('3', 'Ana', now - 2000)],
  };

  test('is the lead', () => {
    expect(assignedTo(led)).toMatchObject({ type: 'slack#/types/user', label: 'Lead', user: { text: 'Ana Pérez' } });
  });

  test('without a lead is who acknowledged first', () => {
    expect(assignedTo(paged)).toMatchObject({ label: 'First to acknowledge', user: { text: 'Ana' } });
  });

  test('is left out while nobody leads or has acknowledged', () => {
    expect(assignedTo({ ...bare, engagements: [page('1', 'Primary')] })).toBeUndefined();
  });
});

test('the colour of a tag is the impact’s, and of the state', () => {
  const tags = (record: Partial<IncidentRecord>) => {
    const { fields = {} } = draw({ ...bare, record: { ...bare.record, ...record } }).entity_payload;
    return ['severity', 'status'].map((key) => Object(Reflect.get(fields, key)).tag_color);
  };
  expect([1, 2, 3, 4, 5, 9].map((impact) => tags({ impact })[0])).toEqual([
    'red',
    'red',
    'yellow',
    'blue',
    'gray',
    'gray',
  ]);
  expect(['OPEN', 'RESOLVED', 'PAUSED'].map((status) => tags({ status })[1])).toEqual(['red', 'green', 'blue']);
});

test('the room of an incident is a link to the channel, as on the card', () => {
  expect(draw(led).entity_payload.custom_fields).toContainEqual({
    key: 'room',
    label: 'Room',
    type: 'slack#/types/channel_id',
    value: led.room,
  });
});

test('an incident has one external_ref, in every place', () => {
  const refs = [draw(snapshot), draw(snapshot, true), cardEntity(snapshot, url)].map((entity) => entity.external_ref);
  for (const ref of refs) expect(ref).toEqual({ id: snapshot.record.arn.arn });
});

test.each<[string, (atMs: number) => Partial<IncidentSnapshot>]>([
  ['the record', (modifiedAtMs) => ({ record: { ...bare.record, modifiedAtMs } })],
  ['an acknowledgement', (acknowledgedAtMs) => ({ engagements: [{ arn: '1', contactArn: '1', acknowledgedAtMs }] })],
  ['a runbook that ended', (endedAtMs) => ({ runbooks: [{ arn: '1', status: 'Success', endedAtMs }] })],
  [
    'a role that was given up',
    (sinceMs) => ({
      responders: { roles: [], onIt: [], ended: { name: 'lead', by: { id: 'U1', name: 'Ada' }, sinceMs } },
    }),
  ],
  ['a note', (writtenAtMs) => ({ notes: [{ id: '1', kind: 'note', writtenAtMs, text: 'x' }] })],
])('metadata_last_modified grows with a change of %s', (_, change) => {
  const modified = (shown: IncidentSnapshot) => draw(shown).entity_payload.attributes.metadata_last_modified ?? 0;
  const atMs = bare.record.modifiedAtMs + 60_000;
  expect(modified({ ...bare, ...change(atMs) })).toBe(modified(bare) + 60);
});

test('metadata_last_modified stays where only the time of reading is later', () => {
  expect(draw({ ...bare, readAtMs: bare.readAtMs + 60_000 })).toEqual(draw(bare));
});
