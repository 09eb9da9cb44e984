import { findIncidentArns } from '../src/incidents/naming/find-arns.ts';
import { namedInMessage } from '../src/slack/message-events.ts';
import { interleaved, timed } from './interleaved.ts';
import type { Bench } from './report.ts';

const id = '78bd9919-b9ac-962d-91e0-149960600e3f';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/${id}`;
/** A straightforward pattern for the same job. */
const plain = /arn:aws[a-z-]*:ssm-incidents::\d{12}:incident-record\/[A-Za-z0-9_-]+\/[a-f0-9-]+/g;

const prose =
  'The checkout is slow again since the last deployment, p99 went from 300 ms to 4 s; Ada rolls back build 4711. ';
const json = JSON.stringify({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Incident record changed',
  source: 'aws.ssm-incidents',
  resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99', 'arn:aws:sns:eu-west-1:111122223333:t'],
  detail: { status: 'OPEN', impact: 1, summary: prose },
});

const characters = 4_000_000;
const long = (unit: string) => unit.repeat(Math.ceil(characters / unit.length));

const texts: readonly [what: string, text: string][] = [
  ['prose without an ARN', long(prose)],
  ['prose, an incident every 10 kB', long(prose.repeat(90) + arn)],
  ['JSON dumps with other ARNs', long(json)],
  ['incident ARNs without a gap', long(`${arn} `)],
  ['adversarial: `arn:aws:` repeated', long('arn:aws:')],
  ['adversarial: ARNs cut short near the end', long('arn:aws:ssm-incidents::111122223333:incident-record/x/ ')],
  ['adversarial: one endless resource', `${'arn:aws:ssm-incidents::111122223333:'}${long('a/')}`],
  ['adversarial: `arn:aws` in one endless resource', long('arn:aws:ssm:a:111122223333:////')],
];

const perSecond = (length: number, ms: number) => `${(length / 1000 / ms).toFixed(0)} MB/s`;

/** ARN search, compared with one regular expression over the same text. */
export const bench: Bench = {
  name: 'finding ARNs',
  about: `How fast incident ARNs are found in text: four million characters of each kind. “As a message” also finds console links and
incident ids, as the app does in Slack messages. “Adversarial” texts are built to be slow. Baseline: one regular expression.
It finds fewer ARNs (no escaped ones) and accepts some strings that are not ARNs.`,
  async run(report) {
    for (const [what, text] of texts) {
      report.progress(`  ${what}`);
      const [ours = 0, theirs = 0, whole = 0] = interleaved(
        [
          timed(() => findIncidentArns(text, Number.POSITIVE_INFINITY)),
          timed(() => [...text.matchAll(plain)]),
          timed(() => namedInMessage(text)),
        ],
        9,
      );
      const against = `one regular expression, ${perSecond(text.length, theirs)}`;
      report.row({ what, value: perSecond(text.length, ours), ratio: theirs / ours, against });
      report.row({
        what: `${what}, as a message`,
        value: perSecond(text.length, whole),
        ratio: theirs / whole,
        against,
      });
    }
  },
};
