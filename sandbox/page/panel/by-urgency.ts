import type { PanelIncident } from '../../page-api.ts';

/** Open and other incidents, each ordered by impact, then newest first. */
export function byUrgency(incidents: readonly PanelIncident[]): { open: PanelIncident[]; others: PanelIncident[] } {
  const sorted = [...incidents].sort(
    (left, right) => left.impact - right.impact || right.created_at_ms - left.created_at_ms,
  );
  const isOpen = (incident: PanelIncident) => incident.status === 'OPEN';
  return { open: sorted.filter(isOpen), others: sorted.filter((incident) => !isOpen(incident)) };
}
