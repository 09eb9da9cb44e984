import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { Answer } from '../api/client.ts';
import { Dialog } from '../modal/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { impacts } from './impact.ts';

interface PanelFormProps {
  title: string;
  submit: string;
  /** The form closes on success. */
  onSubmit: () => Promise<Answer>;
  onDone: () => void;
  children: ReactNode;
}

/** A small form of the Incident Manager panel. */
export function PanelForm({ title, submit, onSubmit, onDone, children }: PanelFormProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await onSubmit();
    if (answer.ok) return onDone();
    setFailure(answer.error ?? 'no answer');
    setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onDone}>
      <form className="modal-form" onSubmit={(event) => void send(event)}>
        <div className="dialog-body">
          {children}
          <Failure reason={failure} />
        </div>
        <footer className="dialog-footer">
          <button type="button" className="button" onClick={onDone}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={busy} aria-busy={busy}>
            {busy && <Spinner />}
            {submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  multiline?: boolean;
}

/** A labelled text input with the service's limits. */
export function TextField({ label, value, onChange, multiline }: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    className: 'input',
    value,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {multiline ? <textarea {...shared} rows={8} maxLength={8000} /> : <input {...shared} required maxLength={200} />}
    </div>
  );
}

interface SelectFieldProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, name: string])[];
  onChange: (value: string) => void;
}

/** A labelled select. */
export function SelectField({ label, value, options, onChange }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} required onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A select of the impact, by name and number. */
export function ImpactField({ value, onChange }: { value: number; onChange: (impact: number) => void }) {
  const options = impacts.map(([impact, name]) => [String(impact), `${name} (${impact})`] as const);
  return (
    <SelectField
      label="Impact"
      value={String(value)}
      options={options}
      onChange={(impact) => onChange(Number(impact))}
    />
  );
}
