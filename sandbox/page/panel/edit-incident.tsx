import { useState } from 'react';
import type { PanelIncident } from '../../page-api.ts';
import { usePageTools } from '../state/page-context.ts';
import { ImpactField, PanelForm, TextField } from './panel-form.tsx';

/** Changes an incident, as in the AWS console. Only changed fields are sent. */
export function EditIncident({ incident, onDone }: { incident: PanelIncident; onDone: () => void }) {
  const { call } = usePageTools();
  const [title, setTitle] = useState(incident.title);
  const [summary, setSummary] = useState(incident.summary ?? '');
  const [impact, setImpact] = useState(incident.impact);
  const save = async () => {
    const changes = {
      ...(title !== incident.title && { title }),
      ...(summary !== (incident.summary ?? '') && { summary }),
      ...(impact !== incident.impact && { impact }),
    };
    if (Object.keys(changes).length === 0) return { ok: true };
    return call('incidents/update', { arn: incident.arn, ...changes });
  };
  return (
    <PanelForm title="Edit incident" submit="Save" onSubmit={save} onDone={onDone}>
      <TextField label="Title" value={title} onChange={setTitle} />
      <ImpactField value={impact} onChange={setImpact} />
      <TextField label="Summary (Markdown)" value={summary} onChange={setSummary} multiline />
    </PanelForm>
  );
}
