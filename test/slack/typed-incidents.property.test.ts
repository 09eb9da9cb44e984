import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { parseCommandLine } from '../../src/slack/commands/command.ts';
import { type Following, parseTarget, readBeginning } from '../../src/slack/targets/incident-target.ts';
import { blanks, decorated, namesOf } from './decorated.ts';

const id = '6ebcc812-85f5-b7eb-8b2f-283e4d844308';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/search-plan/${id}`;
const other = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:checkout';
const plan = 'arn:aws:ssm-incidents::111122223333:response-plan/search-plan';
const typed = decorated(namesOf(arn));
const followings: readonly Following[] = ['text', 'item', 'value'];

/** The id that a text is parsed as, `text`, or the code of the error. */
function read(text: string, following: Following): { as: string; rest: string } {
  try {
    const beginning = readBeginning(text, following);
    if (beginning.kind === 'text') return { as: 'text', rest: text };
    const { target, rest } = beginning;
    return { as: (target.kind === 'id' ? target.id : target.arn.id).toLowerCase(), rest };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { as: 'refused', rest: error.message };
  }
}

describe('a word that names an incident, however it is decorated', () => {
  property.prop([typed, blanks, fc.constantFrom(...followings)], { numRuns: 3000 })(
    'is that incident, and what follows it is kept',
    (name, between, following) => {
      expect(read(`${name}${between}rolled back`, following)).toEqual({
        as: id,
        rest: expect.stringMatching(/^(?:… |[—-][\s\u200b]+)?rolled back$/),
      });
    },
  );

  property.prop([typed, blanks], { numRuns: 2000 })('is that incident where nothing else is named', (name, around) => {
    const target = parseTarget(`${around}${name}${around}`);
    expect((target.kind === 'id' ? target.id : target.arn.id).toLowerCase()).toBe(id);
  });

  property.prop([typed], { numRuns: 2000 })('is no misspelt command', (name) => {
    expect(parseCommandLine(name).kind).toBe('target');
  });

  const glue = fc.constantFrom('', '—', '-', '_', 'and', '/', ':', ',', '.', '\u2060', '(', 'é', '日本', '=');
  const word = fc.constantFrom('rolled', '5', 'x', lambda, other, plan, 'https://grafana.example/d/1');
  property.prop([typed, glue, word, fc.boolean(), fc.constantFrom(...followings)], { numRuns: 3000 })(
    'grown together with other words it is that incident or refused: never text, never another',
    (name, joint, more, first, following) => {
      // With a blank (one without width, too) inside, the other word alone would be the first; an id in a link or an ARN is part of it.
      fc.pre(!first || !(/[\s\u200b]/.test(name) || /^https|:lambda:|response-plan/.test(more)));
      const text = first ? `${more}${joint}${name}` : `${name}${joint}${more}`;
      expect([id, 'refused']).toContain(read(`${text} back`, following).as);
    },
  );

  property.prop([typed, fc.nat(), fc.constantFrom('', ' ', 'x', '\n')], { numRuns: 3000 })(
    'cut short or broken in two, it never becomes another incident',
    (name, place, put) => {
      const at = place % name.length;
      const { as } = read(`${name.slice(0, at)}${put}${name.slice(at)} back`, 'text');
      if (!['refused', 'text'].includes(as))
        expect(put === 'x' ? as.replace('x', '') : id).toContain(put === 'x' ? id : as);
    },
  );
});

test.each([
  ['a truncated ARN', arn.slice(0, -20)],
  ['an ARN without its id', arn.slice(0, arn.lastIndexOf('/'))],
  ['the beginning of an ARN', 'arn:aws:ssm-incidents:'],
  ['an ARN of another partition', arn.replace('arn:aws:', 'arn:gcp:')],
  ['an account of eleven digits', arn.replace('111122223333', '11112222333')],
  ['half an id', id.slice(0, 22)],
  ['two incidents', `${arn},${other}`],
  [
    'a link with the words of another incident',
    `<https://console.aws.amazon.com/systems-manager/incidents/home#${arn}|${other}>`,
  ],
  ['a response plan', plan],
  ['an incident’s ARN in a link to elsewhere', `https://grafana.example/?var=${encodeURIComponent(arn)}`],
])('%s before a note is refused, with the next step', (_, text) => {
  const { as, rest } = read(`${text} rolled back`, 'text');
  if (as !== 'refused') expect(as).not.toBe('text');
  expect([as, rest]).toEqual([as, expect.stringMatching(/\/incident list|at a time|then a space|rolled back/)]);
});

test.each([
  ['a link', 'https://grafana.example/d/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21/checkout'],
  ['a link in Slack’s form', '<https://grafana.example/d/x|the dashboard>'],
  ['a link in Markdown', '[the dashboard](https://grafana.example/d/x)'],
  ['a console link to something else', `https://console.aws.amazon.com/ec2/home#Instances:${id}`],
  [
    'the home page of Incident Manager',
    'https://console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1',
  ],
  ['an ARN of another service', lambda],
  ['a runbook’s execution', `arn:aws:ssm:eu-west-1:111122223333:automation-execution/${id}`],
  ['a decorated ARN of another service', `(\`${lambda}\`)`],
  ['words', 'learn: rolled'],
  ['quoted words', '“rolled'],
  ['a commit', '4f2a9c1b'],
  ['a mention', '<@U0123|ada>'],
])('%s at the start of a note is its text', (_, text) => {
  expect(read(`${text} shows 503s`, 'text')).toEqual({ as: 'text', rest: `${text} shows 503s` });
});

test.each([
  ['a link', 'https://grafana.example/d/x', 'value', 'refused'],
  ['an ARN of another service', lambda, 'value', 'refused'],
  ['a response plan', plan, 'item', 'text'],
] as const)('%s where a %s follows', (_, text, following, as) => {
  expect(read(`${text} 3`, following).as).toBe(as);
});
