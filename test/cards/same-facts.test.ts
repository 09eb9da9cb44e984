import { expect, test } from 'vitest';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentCard } from '../../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { incidentReport } from '../../src/cards/surfaces/report.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { workObject } from '../../src/cards/surfaces/work-object.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { allActions, led, now, options, resolved, snapshot } from './example-incidents.ts';

const drawing = { now, actions: allActions };

/** Every surface that tells of the incident, as text. */
function surfacesOf(shown: IncidentSnapshot): Record<string, string> {
  const { record } = shown;
  const drawn = {
    card: incidentCard(shown, options),
    unfurl: unfurlCard(shown, options),
    'Work Object': workObject(shown, { ...drawing, url: 'https://example.com' }),
    'status update': statusUpdate(shown, { ...drawing, changes: [] }),
    'private answer': privateCard(shown, options),
    Details: detailsModal(shown, options),
    report: incidentReport({ view: shown, events: [], now }),
    list: incidentList([record], { ...drawing, heading: 'Incidents' }),
    Home: homeView({ ...drawing, open: [record], canWrite: true, setup: [] }),
  };
  return Object.fromEntries(Object.entries(drawn).map(([name, surface]) => [name, JSON.stringify(surface)]));
}
/** Surfaces of a record alone do not know who is on it. */
const withPeople = ['card', 'unfurl', 'Work Object', 'status update', 'private answer', 'Details', 'report'];

test.each([
  { name: 'open and acknowledged', shown: snapshot, impact: 'Critical', state: /open/i, who: 'Ana Pérez' },
  { name: 'open with a lead', shown: led, impact: 'Critical', state: /open/i, who: 'Ana Pérez' },
  { name: 'resolved', shown: resolved, impact: 'High', state: /Resolved/, who: undefined },
])('every surface names the same state, impact and people: $name', ({ shown, impact, state, who }) => {
  for (const [surface, text] of Object.entries(surfacesOf(shown))) {
    if (surface !== 'status update' || who !== undefined) expect(text, surface).toContain(impact);
    expect(text, surface).toMatch(state);
    if (who !== undefined && withPeople.includes(surface)) expect(text, surface).toContain(who);
  }
});

test('every surface that tells of people names the same lead', () => {
  for (const [surface, text] of Object.entries(surfacesOf(led))) {
    if (withPeople.includes(surface))
      expect(text, surface).toMatch(/Lead: \*?Ana Pérez|Ana Pérez leads|"label":"Lead","user":{"text":"Ana Pérez/);
  }
});

test('every surface counts the time from the same moment', () => {
  const openedSeconds = snapshot.record.createdAtMs / 1000;
  for (const [surface, text] of Object.entries(surfacesOf(snapshot))) {
    expect(text, surface).toMatch(new RegExp(`${openedSeconds}|1 h 52 min`));
  }
});
