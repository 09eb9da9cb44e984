import { describe, test } from 'vitest';
import { cleanText, oneLine, tidyLines } from '../../src/cards/text/clean-text.ts';
import { markdownToPlain } from '../../src/cards/text/markdown-to-plain.ts';
import { markdownToRichText } from '../../src/cards/text/markdown-to-rich-text.ts';
import { escapeText } from '../../src/cards/text/mrkdwn.ts';
import { readConfig } from '../../src/config/config.ts';
import { parseSlackBody } from '../../src/fronts/slack-body.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { findArns, findIncidentArns } from '../../src/incidents/naming/find-arns.ts';
import { personOf } from '../../src/incidents/people/person.ts';
import { redact } from '../../src/log.ts';
import { parseHttpsBody, parseSqsBody } from '../../src/notifications/sns/envelope.ts';
import { customNotification } from '../../src/notifications/understand/custom-notification.ts';
import { findIncidents } from '../../src/notifications/understand/find-incidents.ts';
import { parseCommandLine } from '../../src/slack/commands/command.ts';
import { fingerprint } from '../../src/slack/forms/form-metadata.ts';
import { namedInMessage } from '../../src/slack/message-events.ts';
import { decodeSlackText } from '../../src/slack/requester/slack-text.ts';
import { parseTarget, readBeginning } from '../../src/slack/targets/incident-target.ts';
import { expectLinearTime } from './linear-time.ts';

const quietly = (work: () => unknown): void => {
  try {
    work();
  } catch {
    // How long a refusal takes is what counts here.
  }
};

/** Every parser of text that others wrote. */
const parsers: readonly [name: string, parse: (text: string) => unknown][] = [
  ['incident ARNs', (text) => findIncidentArns(text, 1000)],
  ['ARNs', (text) => findArns(text, 1000)],
  ['links and ARNs of a message', namedInMessage],
  ['a notification', findIncidents],
  ['a notification in JSON', (text) => findIncidents(JSON.stringify({ detail: text }))],
  ['an envelope by HTTPS', (text) => quietly(() => parseHttpsBody({}, Buffer.from(JSON.stringify({ Message: text }))))],
  ['an envelope by SQS', (text) => quietly(() => parseSqsBody(text))],
  ['a command', parseCommandLine],
  ['a target', (text) => quietly(() => parseTarget(text))],
  ['the first word of a note', (text) => quietly(() => readBeginning(text, 'text'))],
  ['a text of Slack’s', decodeSlackText],
  ['a form', (text) => parseSlackBody('application/x-www-form-urlencoded', Buffer.from(`command=x&text=${text}`))],
  ['a job', (text) => slackJob({ text, event: { text } }, 0)],
  ['an identity', personOf],
  ['clean text', cleanText],
  ['one line', oneLine],
  ['tidy lines', tidyLines],
  ['escaped text', escapeText],
  ['Markdown as plain text', (text) => markdownToPlain(text, 3000)],
  ['Markdown as rich text', (text) => markdownToRichText(text, { limit: 3000 })],
  ['the fingerprint of a field', fingerprint],
  ['a custom notification', (text) => customNotification({ incidentArn: 'a', title: text, text, by: text })],
  ['what the log hides', (text) => redact('x', text)],
  ['the configuration', (text) => quietly(() => readConfig({ CHAT_TOPICS: text, INCIDENT_REGIONS: text }))],
];

/** Texts that make careless expressions backtrack. */
const units = [
  'a',
  ' ',
  '\n',
  ' \n',
  '\t x',
  '<',
  '<!',
  '[',
  '![',
  '](',
  '*',
  '**_~`',
  '`',
  '> ',
  '- ',
  '|-',
  '&',
  '&lt;',
  '<a ',
  '"',
  '\\',
  '%',
  'arn:',
  'arn:aws:',
  'arn:aws:ssm-incidents::111122223333:incident-record/',
  'arn:aws:ssm-incidents::111122223333:incident-record/a/',
  'https://',
  'https://console.aws.amazon.com/',
  '00000000-0000-0000-0000-',
  'xoxb-',
  'https://hooks.slack.com/',
  'eu-west-',
  '@a',
  'e\u0301',
  '\u202E',
  '😀',
  '1.',
  '{"a":',
];

describe.each(parsers)('%s', (_, parse) => {
  test("parsing takes time linear in the input's size, whatever is repeated", () => {
    for (const unit of units) {
      // Other characters at both ends: a run that ends with the text is easy.
      expectLinearTime((size) => `x${unit.repeat(Math.ceil(size / unit.length))}x`, parse);
    }
  });
});
