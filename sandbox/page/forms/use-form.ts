import { type FormEvent, useState } from 'react';
import type { Answer } from '../api/client.ts';
import { checkForm } from './check-form.ts';
import { type ElementValue, type FormValues, withTouched } from './element-value.ts';
import { formValues } from './form-values.ts';

type Errors = Readonly<Record<string, string>>;

/**
 * A user's input in some blocks, validated and passed to `send`. Errors are reported by block, or as the `failure` of
 * the whole form. One submission at a time.
 */
export function useForm(blocks: readonly unknown[], send: (values: FormValues) => Promise<Answer>) {
  const [touched, setTouched] = useState<FormValues>({});
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const touch = (blockId: string, actionId: string, value: ElementValue) => {
    setTouched((before) => withTouched(before, blockId, actionId, value));
    setErrors(({ [blockId]: _, ...others }) => others);
  };
  const submitAll = async () => {
    if (busy) return;
    const values = formValues(blocks, touched);
    const wrong = checkForm(blocks, values);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    const answer = await send(values);
    setErrors(answer.errors ?? {});
    setFailure(answer.ok || answer.errors ? undefined : (answer.error ?? 'no answer'));
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void submitAll();
  };
  return { held: { touched, touch, errors }, failure, submit, busy };
}
