import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { commandNames as names } from '../../../src/actions/actions.ts';
import { AppError } from '../../../src/errors.ts';
import { parseImpact } from '../../../src/slack/commands/act.ts';
import { parseCommandLine } from '../../../src/slack/commands/command.ts';
import { parseCadence } from '../../../src/slack/commands/follow.ts';
import { targetHere } from '../../../src/slack/targets/target-here.ts';
import { parseRelatedItem } from '../../../src/slack/writes/write-note.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);

describe('a command line', () => {
  test('the commands that write are known', () => {
    for (const name of ['note', 'impact', 'resolve', 'reopen', 'edit', 'start', 'related', 'engage', 'report']) {
      expect(names).toContain(name);
    }
  });

  property.prop([anyText])('any text is understood in one of three ways, and never thrown at', (text) => {
    const line = parseCommandLine(text);
    if (line.kind === 'known') expect(names).toContain(line.name);
    if (line.kind === 'unknown') expect(line.word.length).toBeLessThanOrEqual(40);
    if (line.kind === 'unknown' && line.nearest !== undefined) expect(names).toContain(line.nearest);
  });

  property.prop([fc.constantFrom(...names), fc.array(word), fc.constantFrom('', ' ', '  ', '\t', '\n')])(
    'what is understood round-trips, whatever case and blanks',
    (name, words, blanks) => {
      const rest = words.join(' ');
      const typed = `${blanks}${name.toUpperCase()} ${blanks}${rest}${blanks}`;
      expect(parseCommandLine(typed)).toEqual({ kind: 'known', name, rest });
      const line = parseCommandLine(typed);
      const again = line.kind === 'known' ? `${line.name} ${line.rest}` : '';
      expect(parseCommandLine(again)).toEqual(line);
    },
  );

  property.prop([fc.constantFrom(...names.filter((name) => name.length > 4)), fc.nat()])(
    'a letter left out gets the nearest command',
    (name, place) => {
      const at = 1 + (place % (name.length - 1));
      const slip = name.slice(0, at) + name.slice(at + 1);
      const line = parseCommandLine(slip);
      if (line.kind === 'unknown') expect(line.nearest).toBeDefined();
      else expect(line.kind).toBe('known');
    },
  );

  test.each([
    ['hlep', 'help'],
    ['lits', 'list'],
    ['ntoe', 'note'],
    ['xqzv', undefined],
  ])('two letters of a short command in the wrong order get the nearest one: %s', (typed, nearest) => {
    expect(parseCommandLine(typed)).toEqual({ kind: 'unknown', word: typed, ...(nearest && { nearest }) });
  });
});

describe('what follows a command', () => {
  test.each([`${arn} evry 30m`, `${arn} 30`, `${arn} 2 hours`, '30m', `${arn} every`])(
    'a duration that is not understood is refused, and not ignored: %s',
    (text) => {
      expect(() => parseCadence(text)).toThrow(/every 30m/);
    },
  );

  test('an incident alone has no cadence', () => {
    expect(parseCadence(` ${arn} `)).toEqual({ rest: arn });
    expect(parseCadence('8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21')).toEqual({
      rest: '8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21',
    });
  });

  const requester = { user: 'U1', channel: 'C1' };
  const nothing = () => Promise.reject(new AppError('no_such_incident', 'No such incident.'));
  const services = {
    incidents: { getIncident: nothing, listIncidents: async () => ({ incidents: [], gaps: [] }) },
    watches: { inChannel: async () => [] },
    rooms: { inChannel: async () => undefined },
  } as unknown as Parameters<typeof targetHere>[2];

  property.prop([anyText])('any text is an incident and a rest, or a line for the person', async (text) => {
    const answer = await targetHere(text, requester, services, 'text').catch((error: unknown) => error);
    if (answer instanceof AppError) expect(answer.message).not.toBe('');
    else expect(answer).not.toBeInstanceOf(Error);
  });

  property.prop([fc.array(word)])('an ARN and its text round-trip', async (words) => {
    const rest = words.join(' ');
    const found = await targetHere(`${arn} ${rest}`, requester, services, 'text');
    expect(found.arn.arn).toBe(arn);
    expect(found.rest).toBe(rest);
    expect(await targetHere(`${found.arn.arn} ${found.rest}`, requester, services, 'text')).toEqual(found);
  });

  property.prop([anyText])('any text is an impact from 1 to 5, or none', (text) => {
    const impact = parseImpact(text);
    if (impact !== undefined) expect([1, 2, 3, 4, 5]).toContain(impact);
  });

  test.each([
    ['1', 1],
    [' P2 ', 2],
    ['sev3', 3],
    ['LOW', 4],
    ['no impact', 5],
    ['none', 5],
    ['0', undefined],
    ['12', undefined],
    ['', undefined],
  ])('parses the impact %j', (text, impact) => {
    expect(parseImpact(text)).toBe(impact);
  });

  property.prop([anyText, anyText])('any text is a link or an ARN within AWS’s limits, or a line', (text, title) => {
    try {
      const item = parseRelatedItem(text, title);
      expect((item.url ?? item.arn ?? '').length).toBeLessThanOrEqual(1000);
      expect((item.title ?? '').length).toBeLessThanOrEqual(200);
      expect(item.url ?? 'https://').toMatch(/^https?:/i);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  });
});
