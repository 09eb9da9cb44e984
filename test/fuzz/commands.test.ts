import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { commandNames as names } from '../../src/actions/actions.ts';
import { unknownCommandCard } from '../../src/cards/answers/help-card.ts';
import { errorCard } from '../../src/cards/surfaces/line-card.ts';
import { AppError } from '../../src/errors.ts';
import { parseImpact } from '../../src/slack/commands/act.ts';
import { parseCommandLine } from '../../src/slack/commands/command.ts';
import { parseTarget } from '../../src/slack/targets/incident-target.ts';
import { anyIncidentArn } from '../cards/arbitrary-view.ts';
import { liveThings, messageFaults } from '../cards/slack-limits.ts';
import { numRuns, timeout } from './cases.ts';
import { anyText, mangled, trickyNames } from './hostile.ts';

const blank = fc.constantFrom(' ', '\t', '\u00a0', '\n', '');
const otherArn = fc.constantFrom(...trickyNames).map((service) => `arn:aws:${service}:eu-west-1:111122223333:x/1`);
const word = fc.oneof(
  anyIncidentArn,
  mangled(anyIncidentArn),
  otherArn,
  anyText,
  fc.constantFrom(...names, ...trickyNames),
);
const typed = fc
  .tuple(blank, fc.oneof(fc.constantFrom(...names), mangled(fc.constantFrom(...names)), word), blank, fc.array(word))
  .map(([before, name, between, rest]) => before + name + between + rest.join(' '));

test.prop([typed], { numRuns })(
  'any command line is a known command, a target, or unknown and told safely',
  (text) => {
    const line = parseCommandLine(text);
    if (line.kind === 'known') expect(names).toContain(line.name);
    if (line.kind !== 'unknown') return;
    expect(line.word.length).toBeLessThanOrEqual(40);
    const unknown = { word: line.word, ...(line.nearest && { nearest: line.nearest }) };
    const card = unknownCommandCard(unknown);
    expect(messageFaults(card)).toEqual([]);
    expect(liveThings(card, [])).toEqual([]);
  },
  timeout,
);

test.prop([typed], { numRuns })(
  'any target is an incident, an id, or refused in one line that is safe to show',
  (text) => {
    try {
      const target = parseTarget(text);
      expect(['arn', 'id']).toContain(target.kind);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(['not_an_arn', 'not_an_incident']).toContain(error.code);
      expect(error.message).not.toMatch(/native code|undefined|\[object/);
      const card = errorCard(error);
      expect(messageFaults(card)).toEqual([]);
      expect(liveThings(card, [])).toEqual([]);
    }
  },
  timeout,
);

test.prop([fc.oneof(word, fc.integer().map(String))], { numRuns })(
  'any impact is one of five, or none',
  (text) => {
    expect([undefined, 1, 2, 3, 4, 5]).toContain(parseImpact(text));
  },
  timeout,
);
