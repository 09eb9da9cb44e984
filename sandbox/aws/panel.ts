import { z } from 'zod';
import type { PanelIncident } from '../page-api.ts';
import { lastPart } from './arns.ts';
import { acceptCodeOf } from './contacts/contact.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { IncidentManager } from './incidents/incident-manager.ts';
import { ServiceError } from './service-error.ts';

const title = z.string().max(200);
const impact = z.coerce.number().int().min(1).max(5);

const startBody = z.object({ plan: z.string(), title: title.optional(), impact: impact.optional() });
const updateBody = z.object({
  arn: z.string(),
  title: title.optional(),
  summary: z.string().max(8000).optional(),
  impact: impact.optional(),
  status: z.enum(['OPEN', 'RESOLVED']).optional(),
});

const acknowledgeBody = z.object({ arn: z.string() });

/** The panel's API of the embedded Incident Manager: `/sandbox/incidents…`, `/sandbox/plans` and `/sandbox/pages…`. */
interface Panel {
  incidents(): Promise<PanelIncident[]>;
  plans(): Promise<{ arn: string; name: string }[]>;
  /** An empty or absent title or impact is taken from the plan. */
  start(body: unknown): Promise<{ ok: boolean; arn?: string; error?: string }>;
  update(body: unknown): Promise<{ ok: boolean; error?: string }>;
  /** Acknowledges a page as the paged contact. */
  acknowledge(body: unknown): Promise<{ ok: boolean; error?: string }>;
}

/** Request handlers of the panel: parsed JSON in, JSON response out. A refusal is `{ok: false, error}`. */
export function createPanel(incidents: IncidentManager, contacts: Contacts): Panel {
  const waitingPages = (incident: string) =>
    contacts
      .engagements(incident)
      .filter(({ stoppedAtMs }) => stoppedAtMs === undefined)
      .flatMap(({ arn }) => contacts.pages(arn))
      .filter(({ readAtMs }) => readAtMs === undefined)
      .map(({ arn, contactArn }) => {
        const contact = contacts.find(contactArn);
        return { arn, name: contact?.displayName ?? contact?.alias ?? lastPart(contactArn) };
      });
  return {
    async incidents() {
      return incidents.list().map(({ record }) => ({
        arn: record.arn,
        title: record.title,
        ...(record.summary && { summary: record.summary }),
        status: record.status,
        impact: record.impact,
        created_at_ms: record.creationTime.getTime(),
        pages: waitingPages(record.arn),
      }));
    },

    async plans() {
      return incidents.plans().map(({ arn, name }) => ({ arn, name }));
    },

    start: (body) =>
      refusing(() => {
        const { plan, title, impact } = startBody.parse(body);
        return { ok: true, arn: incidents.start(plan, { title: title === '' ? undefined : title, impact }) };
      }),

    update: (body) =>
      refusing(() => {
        const { arn, ...changes } = updateBody.parse(body);
        incidents.update(arn, changes);
        return { ok: true };
      }),

    acknowledge: (body) =>
      refusing(() => {
        const { arn } = acknowledgeBody.parse(body);
        const isNew = contacts.accept(arn, { type: 'READ', code: acceptCodeOf(arn) });
        return isNew ? { ok: true } : { ok: false, error: 'That page was acknowledged already.' };
      }),
  };
}

async function refusing<T>(work: () => T): Promise<T | { ok: false; error: string }> {
  try {
    return work();
  } catch (error) {
    if (error instanceof z.ZodError) return { ok: false, error: z.prettifyError(error) };
    if (error instanceof ServiceError) return { ok: false, error: error.message };
    throw error;
  }
}
