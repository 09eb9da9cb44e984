import { useState } from 'react';
import type { PanelIncident } from '../../page-api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { usePageState, usePageTools } from '../state/page-context.ts';
import { DateTime } from '../text/date-time.tsx';
import { impactName } from './impact.ts';

interface IncidentRowProps {
  incident: PanelIncident;
  onEdit: (incident: PanelIncident) => void;
  onShown: () => void;
}

/** One incident with its actions. */
export function IncidentRow({ incident, onEdit, onShown }: IncidentRowProps) {
  const { arn, title, impact, status } = incident;
  const { place, person } = usePageState();
  const { call } = usePageTools();
  const [busy, setBusy] = useState(false);
  const open = status === 'OPEN';
  const show = () => {
    if (place.kind !== 'channel') return;
    void call('send', { user: person, channel: place.channel, text: `/incident ${arn}` });
    onShown();
  };
  const toggle = async () => {
    setBusy(true);
    await call('incidents/update', { arn, status: open ? 'RESOLVED' : 'OPEN' });
    setBusy(false);
  };
  const acknowledge = async (page: string) => {
    setBusy(true);
    await call('pages/acknowledge', { arn: page });
    setBusy(false);
  };
  return (
    <li className="incident">
      <div className="incident-head">
        <span className={`tag ${open ? `impact-${impact}` : 'tag-gray'}`}>
          {open ? impactName(impact) : 'Resolved'}
        </span>
        <span className="muted">
          <DateTime unixSeconds={Math.floor(incident.created_at_ms / 1000)} format="{ago}" />
        </span>
      </div>
      <div className="incident-title">
        {title === '' ? <span className="muted">Untitled incident</span> : <bdi>{title}</bdi>}
      </div>
      {incident.pages.length > 0 && (
        <ul className="incident-pages" aria-label="Not acknowledged yet">
          {incident.pages.map((page) => (
            <li key={page.arn}>
              <span>{page.name} was paged</span>
              <button
                type="button"
                className="button"
                aria-label={`Acknowledge for ${page.name}`}
                disabled={busy}
                onClick={() => void acknowledge(page.arn)}
              >
                Acknowledge
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="incident-buttons">
        <button type="button" className="button button-primary" disabled={place.kind !== 'channel'} onClick={show}>
          Show here
        </button>
        <button type="button" className="button" onClick={() => onEdit(incident)}>
          Edit
        </button>
        <button type="button" className="button" aria-busy={busy} disabled={busy} onClick={() => void toggle()}>
          {open ? 'Resolve' : 'Reopen'}
        </button>
        <CopyButton label="Copy ARN" text={arn} />
      </div>
    </li>
  );
}
