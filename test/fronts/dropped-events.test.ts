import { describe, expect, test } from 'vitest';
import { answerWithoutJob } from '../../src/fronts/http/slack-front.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';
const message = { type: 'message', channel: 'C1', channel_type: 'channel', user: 'U1', ts: '1700000000.000100' };
const home = 'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home';
const link = `${home}#${encodeURIComponent(arn)}`;
const links = { type: 'link_shared', channel: 'C1', user: 'U1', message_ts: '1.2', source: 'composer' };

const envelope = (event: object) => ({ type: 'event_callback', event_id: 'Ev1', event });
/** Whether the front answers an event without storing a job. */
const dropped = (event: object) => answerWithoutJob(envelope(event))?.status === 200;

describe('events that the front drops', () => {
  test('a thousand messages without an ARN cause no job', () => {
    const words = ['deploy', 'of', 'the', 'arn', 'aws', 'ssm-incidents', '::', 'https://console.example', 'café 🚨'];
    const texts = Array.from({ length: 1000 }, (_, n) =>
      Array.from({ length: 1 + (n % 60) }, (_each, k) => words[(n * 7 + k * 3) % words.length]).join(' '),
    );
    expect(texts.filter((text) => !dropped({ ...message, text }))).toEqual([]);
  });

  test.each([
    ['an ARN of another service', { text: 'arn:aws:iam::111122223333:role/x arn:aws:s3:::bucket' }],
    ['text that resembles an ARN', { text: 'arn:aws:ssm-incidents::1111:incident-record/checkout' }],
    ['a bot’s', { text: arn, bot_id: 'B1' }],
    ['a message of Slackbot', { text: arn, user: 'USLACKBOT' }],
    ['a join message', { text: arn, subtype: 'channel_join' }],
    ['a hidden message', { text: arn, hidden: true }],
    ['a deletion', { subtype: 'message_deleted', hidden: true, previous_message: { ...message, text: arn } }],
    [
      'an unfurl, which Slack sends as a change',
      { subtype: 'message_changed', message: { ...message, text: arn }, previous_message: { ...message, text: arn } },
    ],
    [
      'an edit that removes something',
      {
        subtype: 'message_changed',
        message: { ...message, text: arn },
        previous_message: { ...message, text: `${arn} ${arn.replace('checkout', 'other')}` },
      },
    ],
    [
      'a redrawn card of the app',
      { subtype: 'message_changed', message: { ...message, bot_id: 'B1', text: arn }, previous_message: {} },
    ],
    ['a link that unfurls in place', { text: `see <${link}|the incident>` }],
    ['the ARN and a link to the same', { text: `${arn} is <${link}>` }],
    ['no text', { text: undefined }],
  ])('the front drops %s', (_, fields) => {
    expect(dropped({ ...message, ...fields })).toBe(true);
  });

  test.each([
    ['another page of the console', [{ url: 'https://console.aws.amazon.com/ec2/home#Instances:' }]],
    ['the home page', [{ url: home }]],
    [
      'a response plan',
      [{ url: `${home}#${encodeURIComponent('arn:aws:ssm-incidents::111122223333:response-plan/x')}` }],
    ],
    ['nothing', []],
    ['nonsense', [null, { url: 7 }, 'x']],
    ['no list', undefined],
  ])('the front drops a link to %s', (_, list) => {
    expect(dropped({ ...links, links: list })).toBe(true);
  });
});

describe('events that become jobs', () => {
  test.each([
    ['an ARN', { text: `see ${arn}` }],
    ['an ARN in a broadcast reply', { text: arn, subtype: 'thread_broadcast', thread_ts: '1.1' }],
    ['an ARN beside a file', { text: arn, subtype: 'file_share' }],
    ['a response plan', { text: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout' }],
    ['a console link in code', { text: `\`${link}\`` }],
    [
      'an edit that adds an ARN',
      {
        subtype: 'message_changed',
        hidden: true,
        message: { ...message, text: `it is ${arn}` },
        previous_message: { ...message, text: 'it is' },
      },
    ],
    ['an ARN after a thousand others', { text: `${'arn:aws:sns:eu-west-1:111122223333:t '.repeat(1000)}${arn}` }],
  ])('the front stores a job for %s', (_, fields) => {
    expect(dropped({ ...message, ...fields })).toBe(false);
  });

  test('the front stores a job for a link about an incident, however Slack escapes it', () => {
    expect(dropped({ ...links, links: [{ url: `${home}?a=1&amp;b=2#${encodeURIComponent(arn)}` }] })).toBe(false);
  });
});

describe("the group of an event's job", () => {
  const groupOf = (event: object) => slackJob(envelope(event), 0).group;

  test('a pasted ARN waits for jobs about its card, a link only for links of its message', () => {
    expect(groupOf({ ...message, text: arn })).toBe(`${arn} C1`);
    expect(groupOf({ ...message, text: `${arn} ${arn.replace('checkout', 'other')}` })).toBe('C1');
    expect(groupOf({ ...links, channel: 'COMPOSER', message_ts: 'U1-abc' })).toBe('links:U1-abc');
  });

  test('opening the details waits only for jobs of the same person', () => {
    expect(groupOf({ type: 'entity_details_requested', user: 'U1', channel: 'C1' })).toBe('user:U1');
  });
});
