import { seedIncidents } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';
import { seedIncident } from './seed-incident.ts';

/** Pads a text to a length in UTF-16 units. */
const filled = (text: string, length: number, filler: string) => text.padEnd(length, filler).slice(0, length);

const title = filled(
  '<!channel> \u202Edevloser\u202C <https://evil.example|aws.amazon.com> <@U0123ABCD> *bold* `x` &amp; \u200F\u2067علاج\u2069 ',
  200,
  'W',
);

const attack = `<!here> <!everyone> <!subteam^S0123> @channel @here <#C0123|general>
<https://evil.example/login|https://console.aws.amazon.com/> [console](https://evil.example "AWS") <javascript:alert(1)|x>
![pixel](https://evil.example/p.png) mailto:ceo@shop.example tel:+4912345
# Heading *not closed **bold _both~ \`code \`\`\` fence
> quote &lt;!channel&gt; &amp;lt; <script>alert(1)</script>
<!date^0^{date}|never> :rotating_light: \\u202e ]]> {{7*7}} \${process.env.SLACK_BOT_TOKEN}
Z\u0361\u0322\u0321\u0315a\u0300\u0301\u0302\u0303l\u0334\u0335\u0336g\u0337\u0338o\u0489 \u202Egnp.exe\u202C \u2066isolate\u2069 zero\u200B\u200C\u200Dwidth\uFEFF
👩🏽‍🚒 🏳️‍🌈 🇩🇪 \u0001\u0007\u0008\u001B[31mred\u001B[0m\u007F\u0085\u2028\u2029\u00A0
`;

const summary = filled(attack, 8000, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ');

/** Every text attacks its renderer. Titles and summaries are as long as AWS allows. */
export function seedHostile(context: SeedContext): void {
  seedIncident(context, {
    arn: seedIncidents.hostile,
    title,
    summary,
    impact: 2,
    startedMinutesAgo: 15,
    modifiedMinutesAgo: 3,
    modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/<!channel>',
    dedupeString: filled('<!channel> *dedupe* ', 1000, '`'),
    source: {
      createdBy: 'arn:aws:sts::111122223333:assumed-role/Admin/<@U0123ABCD>',
      invokedBy: '<https://evil.example|ssm-incidents.amazonaws.com>',
      source: '<!here> *custom* `source` <@U0123ABCD> _of_ ~50~',
      resourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:<!channel> "quoted" \\ alarm',
    },
    events: [
      { minutesAgo: 15, type: '<!channel> event of an unknown type', data: { '<!here>': '<@U0123ABCD>' } },
      { minutesAgo: 10, type: 'Note', data: attack },
      { minutesAgo: 5, type: 'Custom Event', data: [[[[]]], null, 1e308] },
    ],
    relatedItems: [
      {
        title: '<!channel> <https://evil.example|related>',
        identifier: { type: 'OTHER', value: { url: 'javascript:alert(document.domain)' } },
        generatedId: 'related-item/OTHER/0515FAE92F4A572650D73DC0224D00EF',
      },
    ],
  });
}
