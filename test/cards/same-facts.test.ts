import { expect, test } from 'vitest';
import { catchUpCard } from '../../src/cards/answers/catch-up-card.ts';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentCard } from '../../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { incidentReport } from '../../src/cards/surfaces/report.ts';
import { roomWelcome } from '../../src/cards/surfaces/room-messages.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { workObject } from '../../src/cards/surfaces/work-object.ts';
import { roomTopic } from '../../src/cards/words/room-words.ts';
import { catchUp } from '../../src/incidents/catch-up/catch-up.ts';
import { leadOf } from '../../src/incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { allActions, led, now, options, resolved, snapshot } from './example-incidents.ts';

const drawing = { now, actions: allActions };

/** Every surface that tells of the incident, as text. */
function surfacesOf(shown: IncidentSnapshot): Record<string, string> {
  const { record } = shown;
  const lead = leadOf(shown);
  const listed = { ...record, ...(lead && { lead }) };
  const drawn = {
    card: incidentCard(shown, options),
    unfurl: unfurlCard(shown, options),
    'Work Object': workObject(shown, { ...drawing, url: 'https://example.com' }),
    'status update': statusUpdate(shown, { ...drawing, changes: [] }),
    'private answer': privateCard(shown, options),
    Details: detailsModal(shown, options),
    report: incidentReport({ view: shown, events: [], now }),
    list: incidentList([listed], { ...drawing, heading: 'Incidents' }),
    digest: digest([listed], { ...drawing, sinceMs: now - 86_400_000 }),
    Home: homeView({ ...drawing, open: [listed], canWrite: true, setup: [] }),
    'room welcome': roomWelcome(shown, options),
    'room topic': { topic: roomTopic(shown) },
    'catch-up': catchUpCard(catchUp({ snapshot: shown, events: [], hasOlder: false, now }), { now }),
  };
  return Object.fromEntries(Object.entries(drawn).map(([name, surface]) => [name, JSON.stringify(surface)]));
}
/** Lists of records know who leads, and the room's topic has room for no more. */
const leadOnly = ['list', 'digest', 'Home', 'room topic'];

test.each([
  { name: 'open and acknowledged', shown: snapshot, impact: 'Critical', state: /open/i, who: 'Ana Pérez' },
  { name: 'open with a lead', shown: led, impact: 'Critical', state: /open/i, who: 'Ana Pérez' },
  { name: 'resolved', shown: resolved, impact: 'High', state: /resolved/i, who: undefined },
])('every surface names the same state, impact and people: $name', ({ shown, impact, state, who }) => {
  for (const [surface, text] of Object.entries(surfacesOf(shown))) {
    // A resolved incident needs no impact where its resolution is the news.
    if (surface !== 'digest' && (surface !== 'status update' || who !== undefined))
      expect(text, surface).toContain(impact);
    expect(text, surface).toMatch(state);
    if (who !== undefined && (shown === led || !leadOnly.includes(surface))) expect(text, surface).toContain(who);
  }
});

test('every surface that tells of people names the same lead', () => {
  for (const [surface, text] of Object.entries(surfacesOf(led))) {
    expect(text, surface).toMatch(/Lead: \*?Ana Pérez|Ana Pérez leads|"label":"Lead","user":{"text":"Ana Pérez/);
  }
});

test('every surface counts the time from the same moment', () => {
  const openedSeconds = snapshot.record.createdAtMs / 1000;
  for (const [surface, text] of Object.entries(surfacesOf(snapshot))) {
    expect(text, surface).toMatch(new RegExp(`${openedSeconds}|1 h 52 min|2026-11-20 10:00 UTC`));
  }
});
