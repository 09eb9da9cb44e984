import { useState } from 'react';
import type { ElementLike } from '../forms/element-value.ts';
import { withTouched } from '../forms/element-value.ts';
import { formValues } from '../forms/form-values.ts';
import { type ConfirmQuestion, usePageTools } from '../state/page-context.ts';
import { useSlot } from './slot.ts';
import { useSurface } from './surface.tsx';

export interface Acting {
  /** Sends an action to the app, after the element's confirm dialog; resolves to whether it was sent. */
  act: (element: ElementLike, fields: Record<string, unknown>) => Promise<boolean>;
  busy: boolean;
  /** Disabled, as in a preview. */
  disabled: boolean;
}

/** Sends `block_actions` for the caller's surface and block, one at a time. */
export function useAct(): Acting {
  const { container, person, blocks, touched } = useSurface();
  const { blockId } = useSlot();
  const { call, confirm } = usePageTools();
  const [busy, setBusy] = useState(false);

  const act: Acting['act'] = async (element, fields) => {
    if (container === undefined || busy) return false;
    const question = readConfirm(element.confirm);
    if (question && !(await confirm(question))) return false;
    const actionId = element.action_id ?? '';
    const action = { type: element.type, block_id: blockId, action_id: actionId, ...fields };
    const values = formValues(blocks, withTouched(touched, blockId, actionId, { ...fields, type: element.type }));
    setBusy(true);
    await call('action', {
      user: person,
      container,
      block_id: blockId,
      action_id: actionId,
      action,
      state: { values },
    });
    setBusy(false);
    return true;
  };
  return { act, busy, disabled: container === undefined };
}

/** Slack's confirm object, with Slack's default texts. */
function readConfirm(confirm: unknown): ConfirmQuestion | undefined {
  if (typeof confirm !== 'object' || confirm === null) return undefined;
  const parts = confirm as Record<string, { text?: string; type?: string } | string | undefined>;
  const textOf = (name: string) => {
    const part = parts[name];
    return typeof part === 'object' ? part : undefined;
  };
  return {
    title: textOf('title')?.text ?? 'Are you sure?',
    text: { type: textOf('text')?.type ?? 'plain_text', text: textOf('text')?.text ?? '' },
    confirm: textOf('confirm')?.text ?? 'Yes',
    deny: textOf('deny')?.text ?? 'Cancel',
    style: typeof parts.style === 'string' ? parts.style : undefined,
  };
}
