import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { namedByEdit, namedInMessage } from '../../src/slack/message-events.ts';

const id = '78bd9919-b9ac-962d-91e0-149960600e3f';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/checkout/${id}`;
const other = 'arn:aws:ssm-incidents::444455556666:incident-record/search/6ebcc812-85f5-b7eb-8b2f-283e4d844308';
const plan = 'arn:aws:ssm-incidents::111122223333:response-plan/checkout';
const run = 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c';
const home = 'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home';
const link = `${home}?region=eu-west-1&amp;x=1#${encodeURIComponent(arn)}`;

const named = (text: string) =>
  namedInMessage(text).map((target) => (target.kind === 'id' ? `${target.account}/${target.id}` : target.arn.arn));

describe('what a message names', () => {
  test.each([
    ['a bare ARN', `It is ${arn}.`, [arn]],
    ['several, each once', `${arn} ${other}\n${arn}`, [arn, other]],
    ['plans and executions', `${plan}, ${run}`, [plan, run]],
    ['a response plan inside of an incident’s message', `${plan} made ${arn}`, [plan, arn]],
    ['nothing of other services', 'arn:aws:iam::111122223333:role/x', []],
    ['a link that Slack knows: not here', `<${link}>`, []],
    ['the label of such a link, when it names another', `<${link}|${other}>`, [other]],
    ['the label of such a link, when it names the same', `<${link}|${arn}>`, []],
    ['the same incident beside its link', `${arn} <${link}>`, []],
    ['the same incident beside a link with its id', `${arn} <${home}#/111122223333/${id}>`, []],
    ['an ARN in a link to elsewhere', `<https://grafana.example/?var=${arn}>`, [arn]],
    ['a link to the console’s home page, and an ARN', `<${home}> ${arn}`, [arn]],
    ['a link in code', `\`${link}\``, [arn]],
    ['a link in code with an id', `\`${home}#/111122223333/${id}\``, [`111122223333/${id}`]],
    ['a link in a JSON dump', `\`\`\`{"url":"${link}"}\`\`\``, [arn]],
    ['a bare id', id, []],
  ])('finds what a message names: %s', (_, text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  test.each([
    ['what stood there already', `${other} ${plan}`, other, [plan]],
    ['what was taken out', other, `${other} ${plan}`, []],
    ['an ARN in place of its link, whose unfurl goes', arn, `<${link}>`, [arn]],
  ])('an edit names what it adds: %s', (_, text, before, expected) => {
    const added = namedByEdit(text, before);
    expect(added.map((target) => target.kind === 'arn' && target.arn.arn)).toEqual(expected);
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 300 })])('never fails, whatever is written', (text) => {
    expect(() => namedInMessage(`${text}arn:aws${text}https://console.aws${text}`)).not.toThrow();
  });
});
