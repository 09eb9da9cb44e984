import { useState } from 'react';
import type { PanelIncident } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';
import { usePageState } from '../state/page-context.ts';
import { byUrgency } from './by-urgency.ts';
import { EditIncident } from './edit-incident.tsx';
import { IncidentRow } from './incident-row.tsx';
import { StartIncident } from './start-incident.tsx';

/** Plays the role of Incident Manager: changes made here reach the app as changes in AWS would. */
export function IncidentPanel({ onClose, onShown }: { onClose: () => void; onShown: () => void }) {
  const { incidents } = usePageState();
  const [edited, setEdited] = useState<PanelIncident>();
  const [starting, setStarting] = useState(false);
  const { open, others } = byUrgency(incidents);
  return (
    <aside className="panel" aria-label="Incident Manager">
      <header className="pane-header">
        <h2>Incident Manager</h2>
        <button type="button" className="icon-button" aria-label="Close Incident Manager" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <div className="panel-body">
        <p className="muted">Stands in for AWS. The app is notified of changes by SNS.</p>
        <button type="button" className="button" onClick={() => setStarting(true)}>
          <Icon name="plus" /> Start incident
        </button>
        <h3>Open</h3>
        {open.length === 0 && <p className="muted">No open incidents.</p>}
        <ul>
          {open.map((incident) => (
            <IncidentRow key={incident.arn} incident={incident} onEdit={setEdited} onShown={onShown} />
          ))}
        </ul>
        {others.length > 0 && <h3>Resolved</h3>}
        <ul>
          {others.map((incident) => (
            <IncidentRow key={incident.arn} incident={incident} onEdit={setEdited} onShown={onShown} />
          ))}
        </ul>
      </div>
      {edited && <EditIncident incident={edited} onDone={() => setEdited(undefined)} />}
      {starting && <StartIncident onDone={() => setStarting(false)} />}
    </aside>
  );
}
