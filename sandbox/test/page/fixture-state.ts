import type { PageChannel, PanelIncident, SandboxState } from '../../page-api.ts';

export const ids = {
  editor: 'U0EDITOR01',
  viewer: 'U0VIEWER01',
  guest: 'U0GUEST001',
  stranger: 'U0STRANGE1',
  bot: 'U0INCIDENT',
  incidents: 'C0INCIDNT1',
  checkout: 'C0CHECKOU1',
  quiet: 'C0QUIET001',
  secret: 'C0SECRET01',
  partner: 'C0PARTNER1',
  archived: 'C0ARCHIVE1',
  direct: 'D0EDITOR01',
} as const;

export const arn =
  'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d4-1f0e-4a53-9b1c-0d5f6a7b8c9d';

const channel = (id: string, name: string, more: Partial<PageChannel> = {}): PageChannel => ({
  id,
  name,
  is_member: true,
  bookmarks: [],
  pins: [],
  ...more,
});

/** A workspace with one of everything. `pinned` is a message of the incident channel. */
export const workspace = (pinned: string): SandboxState => ({
  team: { id: 'T0SANDBOX1', name: 'Sandbox' },
  users: [
    { id: ids.editor, name: 'ada', real_name: 'Ada Lovelace' },
    { id: ids.viewer, name: 'grace', real_name: 'Grace Hopper' },
    { id: ids.guest, name: 'gil', real_name: 'Gil Guest', is_restricted: true },
    { id: ids.stranger, name: 'sam', real_name: 'Sam Stranger', is_outsider: true },
    { id: ids.bot, name: 'incidents', real_name: 'Incidents', is_bot: true },
  ],
  channels: [
    channel(ids.incidents, 'incidents', {
      topic: 'Every incident, one card each',
      pins: [pinned],
      bookmarks: [
        { id: 'Bk1', title: ':blue_book: Runbook index', link: 'https://wiki.example.com/runbooks' },
        { id: 'Bk2', title: 'Status page', link: 'https://status.example.com' },
      ],
    }),
    channel(ids.checkout, 'checkout', { topic: 'The checkout team' }),
    channel(ids.quiet, 'quiet', { is_member: false }),
    channel(ids.secret, 'security-private', { is_private: true }),
    channel(ids.partner, 'partner-acme', { is_ext_shared: true }),
    channel(ids.archived, 'old-outage', { is_archived: true }),
    channel(ids.direct, 'Incidents', { is_im: true, is_private: true, user: ids.editor }),
  ],
  usergroups: [{ id: 'S0ONCALL01', handle: 'oncall', name: 'On call' }],
  app: {
    id: 'A0INCIDENT',
    name: 'Incidents',
    bot_user_id: ids.bot,
    commands: [
      { usage: '/incident <arn | console link | id>', description: 'shows an incident' },
      { usage: '/incident watch <arn> [every 30m]', description: 'follows it here' },
      { usage: '/incident watching', description: 'what this channel follows' },
      { usage: '/incident list [open | resolved]', description: 'lists incidents' },
      { usage: '/invite @name', description: 'adds someone' },
    ],
    shortcuts: [
      { name: 'Start incident', type: 'global', callback_id: 'start_incident' },
      { name: 'Add to incident timeline', type: 'message', callback_id: 'add_to_timeline' },
    ],
  },
});

/** The panel's incidents. */
export const panelIncidents = (nowMs: number): PanelIncident[] => [
  {
    arn,
    title: 'Checkout latency & errors p99 > 4s',
    status: 'OPEN',
    impact: 1,
    created_at_ms: nowMs - 112 * 60_000,
    summary: 'Checkout p99 **4.2 s**.',
    pages: [{ arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:page/ben/1', name: 'Ben Okafor' }],
  },
  {
    arn: `${arn}-2`,
    title: 'Nightly export is late',
    status: 'OPEN',
    impact: 4,
    created_at_ms: nowMs - 26 * 3_600_000,
    pages: [],
  },
  {
    arn: `${arn}-3`,
    title: 'Payment provider timeouts',
    status: 'RESOLVED',
    impact: 2,
    created_at_ms: nowMs - 72 * 3_600_000,
    pages: [],
  },
];
