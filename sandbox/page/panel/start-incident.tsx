import { useEffect, useState } from 'react';
import { getJson } from '../api/client.ts';
import { usePageTools } from '../state/page-context.ts';
import { ImpactField, PanelForm, SelectField, TextField } from './panel-form.tsx';

interface Plan {
  arn: string;
  name: string;
}

/** Starts an incident from a response plan, as an alarm or a person in AWS would. */
export function StartIncident({ onDone }: { onDone: () => void }) {
  const { call, dispatch } = usePageTools();
  const [plans, setPlans] = useState<readonly Plan[]>([]);
  const [plan, setPlan] = useState('');
  const [title, setTitle] = useState('');
  const [impact, setImpact] = useState(2);
  useEffect(() => {
    getJson<Plan[]>('plans')
      .then((listed) => {
        setPlans(listed);
        setPlan(listed[0]?.arn ?? '');
      })
      .catch(() => dispatch({ type: 'notice', text: 'The response plans could not be read.' }));
  }, [dispatch]);
  const start = () => call('incidents/start', { plan, title, impact });
  return (
    <PanelForm title="Start incident" submit="Start" onSubmit={start} onDone={onDone}>
      <SelectField
        label="Response plan"
        value={plan}
        options={plans.map(({ arn, name }) => [arn, name] as const)}
        onChange={setPlan}
      />
      <TextField label="Title" value={title} onChange={setTitle} />
      <ImpactField value={impact} onChange={setImpact} />
    </PanelForm>
  );
}
