import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { AppError } from '../../src/errors.ts';

const topic = 'arn:aws:sns:eu-west-1:111122223333:incident-chat';

function linesFor(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'configuration') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  test('an empty environment is the sandbox, with every default of the contract', () => {
    const config = readConfig({});
    expect(config.slack).toEqual({ mode: 'sandbox' });
    expect(config).toMatchObject({
      slackApiUrl: 'https://slack.com/api/',
      regions: [],
      store: { kind: 'sqlite', file: 'data/incidents.db' },
      port: 3000,
      logLevel: 'info',
    });
    expect([...config.statusPostsMs]).toEqual([
      [1, 900_000],
      [2, 1_800_000],
      [3, 3_600_000],
      [4, 14_400_000],
    ]);
    expect(config.accounts).toBeUndefined();
    expect(config.editors.size + config.chatTopics.size + config.mentions.size + config.cardLinks.length).toBe(0);
  });

  test('a token and a secret are HTTP mode; an app token makes it Socket Mode', () => {
    const token = { SLACK_BOT_TOKEN: 'xoxb-1-a' };
    expect(readConfig({ ...token, SLACK_SIGNING_SECRET: 'secret-secret' }).slack.mode).toBe('http');
    expect(readConfig({ ...token, SLACK_APP_TOKEN: 'xapp-1-b' }).slack.mode).toBe('socket');
  });

  test('every list of the contract is understood', () => {
    const config = readConfig({
      AWS_REGION: 'eu-north-1',
      INCIDENT_REGIONS: 'eu-west-1, us-east-1',
      INCIDENT_ACCOUNTS: '111122223333,444455556666=arn:aws:iam::444455556666:role/NAME',
      CHAT_TOPICS: `${topic}=C0123+C0456`,
      INCIDENT_EDITORS: 'U0123,S0456',
      STATUS_POSTS: '1=0.5,2=off,5=60',
      MENTIONS: '1=S0123',
      STORE_URL: 'dynamodb:incidents',
      QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo',
      CONSOLE_INCIDENT_URL: 'https://{region}.console.example.com/{encodedArn}',
      ON_CALL_GROUPS: 'payments=S01,search=S02,api=S01',
      CONTACTS: 'ada=U0123, ben-okafor=W0456',
      NOTE_REACTION: ':pushpin:',
      CARD_LINKS: 'checkout=Dashboard|https://grafana.example.com/d/1,2|3,*=Wiki|https://wiki.example.com/{id}',
      INCIDENT_ROOMS: '1, 2',
      ROOM_NAME: 'war-{id}',
      ROOM_PRIVATE: 'on',
      ROOM_ARCHIVE_DAYS: '7',
      PORT: '0',
      LOG_LEVEL: 'DEBUG',
    });
    expect(config.regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(config.accounts?.get('111122223333')).toBeUndefined();
    expect(config.accounts?.get('444455556666')).toBe('arn:aws:iam::444455556666:role/NAME');
    expect(config.chatTopics.get(topic)).toEqual(['C0123', 'C0456']);
    expect([...config.editors]).toEqual(['U0123', 'S0456']);
    expect(config.statusPostsMs.get(1)).toBe(30_000);
    expect(config.statusPostsMs.has(2)).toBe(false);
    expect(config.statusPostsMs.get(3)).toBe(3_600_000);
    expect(config.statusPostsMs.get(5)).toBe(3_600_000);
    const rooms = { impacts: new Set([1, 2]), name: 'war-{id}', isPrivate: true, archiveMs: 7 * 86_400_000 };
    expect(config.rooms).toEqual(rooms);
    expect(config.mentions.get(1)).toEqual(['S0123']);
    expect([...config.onCallGroups]).toEqual([
      ['S01', ['payments', 'api']],
      ['S02', ['search']],
    ]);
    expect([...config.contacts]).toEqual([
      ['ada', 'U0123'],
      ['ben-okafor', 'W0456'],
    ]);
    expect(config.noteReaction).toBe('pushpin');
    expect(config.store).toEqual({ kind: 'dynamodb', table: 'incidents' });
    expect(config.cardLinks.map(({ plan, words }) => `${plan} ${words}`)).toEqual(['checkout Dashboard', '* Wiki']);
    expect(config.logLevel).toBe('debug');
  });

  test('STATUS_POSTS=off asks for no status updates at all', () => {
    expect(readConfig({ STATUS_POSTS: 'off' }).statusPostsMs.size).toBe(0);
    expect(readConfig({ STATUS_POSTS: ' off ' }).statusPostsMs.size).toBe(0);
  });

  test('white space around a value is no part of it', () => {
    const config = readConfig({
      SLACK_BOT_TOKEN: ' xoxb-1-a\n',
      SLACK_SIGNING_SECRET: '0123456789abcdef\r\n',
      AWS_REGION: '\teu-west-1 ',
      STORE_URL: ' sqlite:a.db ',
      HOST: ' 0.0.0.0\n',
      CONSOLE_INCIDENT_URL: ' https://{region}.example.com ',
    });
    expect(config.slack).toEqual({ mode: 'http', botToken: 'xoxb-1-a', signingSecret: '0123456789abcdef' });
    expect(config).toMatchObject({ regions: ['eu-west-1'], store: { kind: 'sqlite', file: 'a.db' }, host: '0.0.0.0' });
    expect(config.consoleIncidentUrl).toBe('https://{region}.example.com');
  });

  test('a topic, channel or Region that is named twice counts once, with all its channels', () => {
    const other = topic.replace('incident-chat', 'other');
    const config = readConfig({
      CHAT_TOPICS: `${topic}=C0123,${other}=C9,${topic}=C0456+C0123`,
      INCIDENT_REGIONS: 'eu-west-1,us-east-1,eu-west-1',
    });
    expect([...config.chatTopics]).toEqual([
      [topic, ['C0123', 'C0456']],
      [other, ['C9']],
    ]);
    expect(config.regions).toEqual(['eu-west-1', 'us-east-1']);
  });

  test('whatever is wrong with a variable is one line, and what is missing beside it is said in the same go', () => {
    expect(linesFor({ QUEUE_URL: 'jobs' })).toHaveLength(1);
    const lines = linesFor({ SLACK_SIGNING_SECRET: '0123456789abcdef', STATUS_POSTS: 'often', QUEUE_URL: 'jobs' });
    expect(lines.map((line) => line.split(':')[0])).toEqual(['STATUS_POSTS', 'QUEUE_URL', 'SLACK_BOT_TOKEN']);
  });

  test('an empty value counts as unset', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: '', PORT: ' ' })).toMatchObject({ slack: { mode: 'sandbox' }, port: 3000 });
  });

  test.each([
    ['SLACK_API_URL', 'slack.com', 'http(s)'],
    ['AWS_REGION', 'Ireland', 'eu-west-1'],
    ['INCIDENT_REGIONS', 'eu-west-1,nowhere', 'eu-west-1,us-east-1'],
    ['INCIDENT_ACCOUNTS', '1234', '12 digits'],
    ['CHAT_TOPICS', `${topic}=#incidents`, 'C0123+C0456'],
    ['INCIDENT_EDITORS', '@jane', 'U0123,S0456'],
    ['STATUS_POSTS', '6=10', '1=15'],
    ['STATUS_POSTS', '1=-5', '1=15'],
    ['MENTIONS', '1=U0123', 'S0123'],
    ['STORE_URL', 'postgres://x', 'sqlite:FILE'],
    ['QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/1/standard', '.fifo'],
    ['PEOPLE_QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/1/standard', '.fifo'],
    ['PEOPLE_QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/1/people.fifo', 'QUEUE_URL'],
    ['NOTIFICATIONS_QUEUE_URL', 'queue', 'SQS queue'],
    ['CONSOLE_INCIDENT_URL', 'javascript:alert(1)', 'https'],
    ['CONSOLE_INCIDENT_URL', 'https://x.example/{nothing}', '{encodedArn}'],
    ['NOTE_REACTION', '📌', 'the name of an emoji like pushpin, or off'],
    ['NOTE_REACTION', 'thumbsup::skin-tone-3', 'the name of an emoji'],
    ['ON_CALL_GROUPS', 'payments=U0123', 'payments-rotation=S0123'],
    ['CONTACTS', 'ada=@ada', 'ada=U0123'],
    ['CONTACTS', 'ada=U0123,ada=U0456', 'has two values'],
    ['INCIDENT_ROOMS', '1,6', 'impacts like 1,2, or off'],
    ['ROOM_NAME', 'Inc {title}', 'lower case letters'],
    ['ROOM_NAME', 'inc-{name}', '{date} {time} {plan} {title} {id} {impact}'],
    ['ROOM_PRIVATE', 'yes', 'on or off'],
    ['ROOM_ARCHIVE_DAYS', '0', 'days from 1 to 365, or off'],
    ['CARD_LINKS', '*=Wiki|http://wiki.example.com', '(entry 1 is not an https address without a user)'],
    [
      'CARD_LINKS',
      '*=A|https://a.example,b=B,c=C|https://c.example/{x}',
      '(entry 2 is not PLAN=WORDS|https://…; entry 3 ',
    ],
    ['INCIDENT_ACCOUNTS', '111122223333=arn:aws:iam::111122223333:role/a,111122223333', 'has two values'],
    ['STATUS_POSTS', '1=15,1=30', 'has two values'],
    ['MENTIONS', '1=S0123,1=S0456', 'has two values'],
    ['INCIDENT_EDITORS', ',', 'U0123,S0456'],
    ['AWS_ENDPOINT_URL', 'localhost:4566', 'http(s)'],
    ['AWS_ENDPOINT_URL_SSM_INCIDENTS', 'example', 'http(s)'],
    ['PORT', '70000', '65535'],
    ['LOG_LEVEL', 'chatty', 'debug'],
  ])('%s=%s is refused in one line that names it, what was found and what is expected', (name, value, expected) => {
    const lines = linesFor({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${name}: found "${value}", expected `);
    expect(lines[0]).toContain(expected);
  });

  test('several faults: one line for each variable, and no secret is shown', () => {
    const lines = linesFor({ SLACK_BOT_TOKEN: 'hunter2hunter2', PORT: 'x', SLACK_SIGNING_SECRET: 'short' });
    expect(lines.map((line) => line.split(':')[0])).toEqual(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'PORT']);
    expect(lines.join()).not.toMatch(/hunter2|short/);
  });

  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1-a' }, 'SLACK_SIGNING_SECRET'],
    [{ SLACK_SIGNING_SECRET: 'secret-secret' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
  ])('half of a Slack connection (%o) says what is missing', (environment, name) => {
    expect(linesFor(environment)).toEqual([expect.stringContaining(`${name}: found nothing`)]);
  });
});

describe('OAuth', () => {
  const oauth = {
    SLACK_CLIENT_ID: '1111.2222',
    SLACK_CLIENT_SECRET: 'client-secret',
    SLACK_STATE_SECRET: 'state-secret-state-secret',
    SLACK_SIGNING_SECRET: '0123456789abcdef',
    PUBLIC_URL: 'https://incidents.example.com',
    INSTALL_TEAMS: 'T0123, E0456',
    INSTALLATION_KEYS: [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')).join(','),
  };

  test('is read, for HTTP and for Socket Mode', () => {
    const { slack } = readConfig(oauth);
    expect(slack).toMatchObject({ mode: 'http', oauth: { clientId: '1111.2222', teams: ['T0123', 'E0456'] } });
    expect(slack.mode === 'http' && slack.oauth?.keys.map((key) => key[0])).toEqual([1, 2]);
    expect(readConfig({ ...oauth, SLACK_APP_TOKEN: 'xapp-1' }).slack).toMatchObject({ mode: 'socket', oauth: {} });
  });

  test('a channel of CHAT_TOPICS may name its workspace', () => {
    const config = readConfig({ ...oauth, CHAT_TOPICS: `${topic}=T0123:C0123+C0456` });
    expect(config.chatTopics.get(topic)).toEqual(['C0123', 'C0456']);
    expect([...config.channelTeams]).toEqual([['C0123', 'T0123']]);
  });

  test('the worker starts no installation, so it needs no state secret', () => {
    expect(readConfig({ ...oauth, SLACK_STATE_SECRET: '', SLACK_SIGNING_SECRET: '' }, 'worker').slack).toMatchObject({
      oauth: { clientId: '1111.2222' },
    });
  });

  test.each(Object.keys(oauth).filter((name) => name !== 'SLACK_SIGNING_SECRET'))('without %s: one line', (name) => {
    const lines = linesFor({ ...oauth, [name]: '' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}: found nothing, expected `));
  });

  test.each([
    ['a bot token beside it', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_BOT_TOKEN'],
    ['a short key', { INSTALLATION_KEYS: 'c2hvcnQ=' }, 'INSTALLATION_KEYS'],
    ['a key that is no base64', { INSTALLATION_KEYS: '*'.repeat(44) }, 'INSTALLATION_KEYS'],
    ['a short state secret', { SLACK_STATE_SECRET: 'short' }, 'SLACK_STATE_SECRET'],
    ['a name for a workspace', { INSTALL_TEAMS: 'acme' }, 'INSTALL_TEAMS'],
    ['another client ID', { SLACK_CLIENT_ID: 'A0123' }, 'SLACK_CLIENT_ID'],
  ])('%s: one line, without a secret', (_name, wrong: Record<string, string>, name) => {
    const lines = linesFor({ ...oauth, ...wrong });
    expect(lines.map((line) => line.split(':')[0])).toEqual([name]);
    expect(lines[0]).not.toMatch(/c2hvcnQ|\*\*\*|found "short"/);
  });
});
