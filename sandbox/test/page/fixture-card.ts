import { arn } from './fixture-state.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
const plain = (text: string) => ({ type: 'plain_text', text, emoji: true });
const button = (action_id: string, text: string, more: object = {}) => ({
  type: 'button',
  action_id,
  text: plain(text),
  value: arn,
  ...more,
});

const console = 'https://eu-west-1.console.aws.amazon.com/systems-manager/automation/execution/';

/** An incident's card as the app posts it, `minutes` after the start of the incident. */
export const card = (startedSeconds: number, minutes: number) => [
  { type: 'header', block_id: 'head', text: plain('🔴  Checkout latency & errors p99 > 4s') },
  {
    type: 'section',
    block_id: 'state',
    text: mrkdwn(`*Open* · *:bangbang: Critical (1)* · for ${minutes} min · checkout-plan`),
  },
  {
    type: 'section',
    block_id: 'summary',
    text: mrkdwn(
      'Checkout p99 *4.2 s*. Payments time out in `eu-west-1`. Rollback under way, see <https://grafana.example.com/d/checkout|the dashboard>.\n• queue depth 18 400 &amp; rising\n• error rate 7 %',
    ),
  },
  {
    type: 'section',
    block_id: 'attention',
    text: mrkdwn(
      `:warning: Runbook <${console}1|RestartFleet> failed at step 3 of 7: Timed out waiting for instances to stop`,
    ),
  },
  {
    type: 'actions',
    block_id: 'buttons',
    elements: [
      button('note', 'Note'),
      button('edit', 'Edit'),
      button('resolve', 'Resolve', {
        style: 'danger',
        confirm: {
          title: plain('Resolve this incident?'),
          text: mrkdwn('*Checkout latency & errors* is closed for everybody.'),
          confirm: plain('Resolve'),
          deny: plain('Keep open'),
          style: 'danger',
        },
      }),
      button('timeline', 'Timeline'),
      button('open', 'Open in console', { url: `${console}1` }),
      {
        type: 'overflow',
        action_id: 'more',
        options: [
          { text: plain('Refresh'), value: 'refresh' },
          { text: plain('Details'), value: 'details' },
          { text: plain('Watch here'), value: 'watch' },
        ],
      },
    ],
  },
  {
    type: 'context',
    block_id: 'dates',
    elements: [
      mrkdwn(`Alarm checkout-p99 · started <!date^${startedSeconds}^{date_short_pretty} at {time}|earlier> · changed`),
      mrkdwn(`<!date^${startedSeconds + 60 * (minutes - 2)}^{ago}|a moment ago> by <@U0EDITOR01>`),
    ],
  },
  { type: 'context', block_id: 'arn', elements: [mrkdwn(`\`${arn}\``)] },
];

/** The same incident as a Work Object. */
export const entity = (startedSeconds: number) => ({
  entity_type: 'slack#/entities/incident',
  url: 'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/8ab9',
  external_ref: { id: arn },
  entity_payload: {
    attributes: {
      title: { text: 'Checkout latency & errors p99 > 4s', edit: { enabled: true } },
      display_type: 'Incident',
      product_name: 'Incident Manager',
    },
    fields: {
      status: { value: 'Open', tag_color: 'red' },
      severity: { value: 'Critical (1)', tag_color: 'red' },
      date_created: { value: startedSeconds },
      created_by: { type: 'slack#/types/user', user: { user_id: 'U0EDITOR01' } },
      description: { value: 'Payments time out in **eu-west-1**.', format: 'markdown', long: true },
    },
    custom_fields: [{ key: 'plan', label: 'Response plan', type: 'string', value: 'checkout-plan' }],
    display_order: ['status', 'severity', 'plan', 'date_created', 'created_by', 'description'],
    actions: {
      primary_actions: [{ text: 'Show card here', action_id: 'entity_show', style: 'primary', value: arn }],
      overflow_actions: [{ text: 'Watch here', action_id: 'entity_watch', value: arn }],
    },
  },
});
