import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../src/cards/block-kit/fit-message.ts';
import { utc } from '../../src/cards/text/mrkdwn.ts';
import { cardLinks, messages, unfurls, views, workObjects } from './every-surface.ts';
import { led } from './example-incidents.ts';
import { liveThings, messageFaults, viewFaults } from './slack-limits.ts';

const folder = new URL('../golden/', import.meta.url);
const update = process.env.UPDATE_GOLDEN === '1';
const all: Record<string, object> = { ...messages, ...unfurls, ...views, ...workObjects };
/** Of the console, of AWS DevOps Agent, of Slack, and of the links of the configuration. */
const ownHosts = [
  'console.aws.amazon.com',
  'f95eb69d-46e2-48c9-875f-07536fd3b4b2.aidevops.global.app.aws',
  'example.slack.com',
  ...cardLinks.map(({ template }) => new URL(template).host),
];

if (update) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.json')) rmSync(new URL(name, folder));
}

describe('every surface looks as its golden file says (UPDATE_GOLDEN=1 writes them)', () => {
  test.each(Object.entries(all))('%s', (name, content) => {
    const file = new URL(`${name}.json`, folder);
    const json = `${JSON.stringify(content, null, 2)}\n`;
    if (update) writeFileSync(file, json);
    expect(json).toBe(readFileSync(file, 'utf8'));
  });

  test('and no golden file is left of a surface that is gone', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(
      Object.keys(all)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });
});

describe('every surface is within the limits of its place', () => {
  test.each(Object.entries(messages))('message %s', (_, message) => {
    expect(messageFaults(message)).toEqual([]);
    expect(faultOf(message)).toBeUndefined();
  });
  test.each(Object.entries(unfurls))('unfurl %s', (_, message) => {
    expect(messageFaults(message, 'unfurl')).toEqual([]);
  });
  test.each(Object.entries(views))('view %s', (_, view) => {
    expect(viewFaults(view)).toEqual([]);
  });
});

describe('nothing an author wrote is live but links that show their host', () => {
  const authored = Object.entries({ ...messages, ...unfurls, ...views }).filter(([name]) => name !== 'mention');
  test.each(authored)('%s', (_, content) => {
    // A room of the app's own is a channel that people go to.
    expect(liveThings(content, ownHosts).filter((live) => live !== `<#${led.room}>`)).toEqual([]);
  });

  test('but the mention of a user group that the configuration names is', () => {
    expect(liveThings(messages.mention, ownHosts)).toEqual(['<!subteam^S012AB3CD>', '<!subteam^S012AB3CD>']);
  });
});

test('the card of an incident that an alarm started shows the numbers above its buttons, however much else it says', () => {
  expect(JSON.stringify(messages['card-alarm'].blocks.slice(0, 2))).toContain('2.4 &gt; 1.5 for 3 min');
});

const withApproval = Object.entries(messages).filter(([, message]) =>
  /"action_id":"incident:approve"/.test(JSON.stringify(message)),
);

test.each(withApproval)('%s names what waits for approval first, on the lock screen too', (_, message) => {
  expect(message.text).toContain('waits for approval');
  const needs = JSON.stringify(message.blocks).match(/waits for approval|failed at step|more in Details/g);
  expect(needs?.[0]).toBe('waits for approval');
});

/** Answers that a person has asked for, and that lie open before them. */
const asked = ['help', 'topics'];
const notified = Object.entries({ ...messages, ...unfurls }).filter(([name]) => !asked.includes(name));

test.each(notified)(
  '%s fits a lock screen: at most 200 characters, without times that only Slack formats',
  (_, { text }) => {
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text).not.toContain('<!date');
  },
);

test('a client that does not format times shows the time itself, never an age that goes stale', () => {
  const times = JSON.stringify(all).match(/<!date\^[^>]*>/g) ?? [];
  expect(times.length).toBeGreaterThan(20);
  expect(times.filter((time) => !/\|(?:\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC)>$/.test(time))).toEqual([]);
});

test('the fallback text of every time is that time in UTC, never an age, which would become wrong', () => {
  const dates = [...JSON.stringify({ messages, unfurls, views }).matchAll(/<!date\^(\d+)\^[^|]*\|([^>]*)>/g)];
  expect(dates.length).toBeGreaterThan(50);
  for (const [, seconds, fallback] of dates) expect(fallback).toBe(utc(Number(seconds) * 1000));
});
