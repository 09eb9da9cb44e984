import { catchUpCard } from '../../src/cards/answers/catch-up-card.ts';
import { confirmCard } from '../../src/cards/answers/confirm-card.ts';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentCard } from '../../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { opsItemCard } from '../../src/cards/surfaces/ops-item-card.ts';
import { postMortemFacts } from '../../src/cards/surfaces/post-mortem.ts';
import { plainCard } from '../../src/cards/surfaces/render-card.ts';
import { incidentReport } from '../../src/cards/surfaces/report.ts';
import { roomWelcome } from '../../src/cards/surfaces/room-messages.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { cardEntity, workObject } from '../../src/cards/surfaces/work-object.ts';
import { roomTopic } from '../../src/cards/words/room-words.ts';
import { catchUp } from '../../src/incidents/catch-up/catch-up.ts';
import { leadOf } from '../../src/incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { incidentChoice } from '../../src/slack/targets/incident-choice.ts';
import { allActions, options } from './example-incidents.ts';

/** Every surface that tells of an incident, as JSON or text. A digest and Home tell of open ones as a list does. */
export function accountsOf(shown: IncidentSnapshot, now: number) {
  const { record } = shown;
  const lead = leadOf(shown);
  const listed = { ...record, ...(lead && { lead }) };
  const drawing = { ...options, now };
  const url = 'https://example.com';
  const drawn = {
    card: incidentCard(shown, drawing),
    unfurl: unfurlCard(shown, drawing),
    'Work Object': workObject(shown, { now, actions: allActions, url }),
    'status update': statusUpdate(shown, { now, actions: allActions, changes: [] }),
    'private answer': privateCard(shown, drawing),
    Details: detailsModal(shown, drawing),
    report: incidentReport({ view: shown, events: [], now }),
    list: incidentList([listed], { now, actions: allActions, heading: 'Incidents' }),
    digest: digest([listed], { now, actions: allActions, sinceMs: record.createdAtMs }),
    Home: homeView({ now, actions: allActions, open: [listed], canWrite: true, setup: [] }),
    'room welcome': roomWelcome(shown, drawing),
    'room topic': { topic: roomTopic(shown) },
    'catch-up': catchUpCard(catchUp({ snapshot: shown, events: [], hasOlder: false, now }), { now }),
    'post-mortem': postMortemFacts(shown),
    question: confirmCard(record, { label: 'Resolve', action: 'resolve', question: 'Sure?', changes: [], now }),
    'OpsItem card': opsItemCard(
      {
        arn: 'arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-1',
        region: 'eu-west-1',
        account: '111122223333',
        id: 'oi-1',
        title: 'Storage',
        status: 'InProgress',
        version: 1,
        readAtMs: now,
        incident: record.arn,
      },
      { ...drawing, incident: record },
    ),
    'Work Object of the card': cardEntity(shown, url),
    'plain card': plainCard(record),
    menu: incidentChoice(record),
  };
  const entries = Object.entries(drawn) as [keyof typeof drawn, object | string][];
  return entries.map(([surface, content]) => ({
    surface,
    text: typeof content === 'string' ? content : JSON.stringify(content),
  }));
}
