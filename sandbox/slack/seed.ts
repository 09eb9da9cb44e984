import type { Channel, Team, User, Usergroup } from './model.ts';

/** Ids of the people and channels of every embedded workspace, for tests and the page. */
export const ids = {
  team: 'T0SANDBOX1',
  otherTeam: 'T0PARTNER1',
  app: 'A0INCIDENT',
  bot: 'B0INCIDENT',
  botUser: 'U0INCIDENT',
  ada: 'U0ADA00001',
  grace: 'U0GRACE001',
  linus: 'U0LINUS001',
  amelia: 'U0AMELIA01',
  ben: 'U0BEN00001',
  chiyo: 'U0CHIYO001',
  guest: 'U0GUEST001',
  stranger: 'U0STRANGE1',
  general: 'C0GENERAL1',
  incidents: 'C0INCIDNT1',
  checkout: 'C0CHECKOU1',
  payments: 'C0PAYMENT1',
  secret: 'C0SECRET01',
  partner: 'C0PARTNER1',
  archived: 'C0ARCHIVE1',
  directMessage: 'D0ADA00001',
  onCall: 'S0ONCALL01',
  managers: 'S0MANAGER1',
  paymentsOnCall: 'S0PAYMENT1',
} as const;

export const team: Team = { id: ids.team, name: 'Sandbox', domain: 'sandbox' };

const zone = { tz: 'Europe/Berlin', tz_label: 'Central European Time', tz_offset: 3600 };

function person(id: string, name: string, real_name: string, more: Partial<User> = {}): User {
  const flags = { is_bot: false, is_restricted: false, is_ultra_restricted: false };
  return { id, team_id: ids.team, name, real_name, ...zone, ...flags, ...more };
}

/** The people, and a bot with the given name. */
export function seedUsers(botName: string): User[] {
  return [
    person(ids.ada, 'ada', 'Ada Lovelace'),
    person(ids.grace, 'grace', 'Grace Hopper', {
      tz: 'America/New_York',
      tz_label: 'Eastern Standard Time',
      tz_offset: -18000,
    }),
    person(ids.linus, 'linus', 'Linus Pauling', {
      tz: 'Asia/Tokyo',
      tz_label: 'Japan Standard Time',
      tz_offset: 32400,
    }),
    // The people whom the embedded AWS pages.
    person(ids.amelia, 'amelia', 'Amelia Ruiz', { email: 'amelia@example.com' }),
    person(ids.ben, 'ben', 'Ben Okafor', { email: 'ben@example.com' }),
    person(ids.chiyo, 'chiyo', '千代 Tanaka', { email: 'chiyo@example.com' }),
    person(ids.guest, 'gil', 'Gil Guest', { is_restricted: true }),
    person(ids.stranger, 'sam', 'Sam Stranger', { team_id: ids.otherTeam }),
    person(ids.botUser, botName, botName, { is_bot: true }),
  ];
}

export const seedUsergroups: Usergroup[] = [
  { id: ids.onCall, handle: 'oncall', name: 'On call', users: [ids.ada, ids.grace] },
  { id: ids.managers, handle: 'managers', name: 'Managers', users: [ids.grace] },
  { id: ids.paymentsOnCall, handle: 'payments-oncall', name: 'Payments on call', users: [ids.ben] },
];

const staff = [ids.ada, ids.grace, ids.linus];

function channel(id: string, name: string, topic: string, members: string[], more: Partial<Channel> = {}): Channel {
  return {
    id,
    name,
    topic,
    created_s: 1_700_000_000,
    is_general: false,
    is_private: false,
    is_im: false,
    is_ext_shared: false,
    is_archived: false,
    posting_restricted: false,
    members: new Set(members),
    messages: new Map(),
    bookmarks: [],
    pins: [],
    ...more,
  };
}

/** A direct message between the bot and a person. */
export const directMessage = (id: string, user: string): Channel =>
  channel(id, '', '', [user, ids.botUser], { is_im: true, is_private: true, user });

export function seedChannels(): Channel[] {
  return [
    channel(ids.incidents, 'incidents', 'Every incident, one card each', [...staff, ids.botUser]),
    channel(ids.checkout, 'checkout', 'The checkout team', [...staff, ids.guest, ids.botUser]),
    channel(ids.payments, 'payments', 'The payments team', staff),
    channel(ids.general, 'general', 'Announcements and small talk', staff, { is_general: true }),
    channel(ids.secret, 'security-private', 'Need to know', [ids.ada, ids.grace], { is_private: true }),
    channel(ids.partner, 'partner-acme', 'Shared with another organisation', [...staff, ids.stranger, ids.botUser], {
      is_ext_shared: true,
    }),
    channel(ids.archived, 'old-outage', 'Closed', [...staff, ids.botUser], { is_archived: true }),
    directMessage(ids.directMessage, ids.ada),
  ];
}
