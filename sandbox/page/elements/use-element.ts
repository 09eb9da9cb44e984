import { type ElementLike, type ElementValue, heldContent, heldValue, initialValue } from '../forms/element-value.ts';
import { useSlot } from './slot.ts';
import { useSurface } from './surface.tsx';
import { useAct } from './use-act.ts';

export interface ElementTools {
  /** The element's value: a text, an option, a list …; null when nothing is chosen. */
  content: unknown;
  /** Changes the value, and sends it at once if the block dispatches. */
  change: (content: unknown) => void;
  /** Changes the value without sending; `act` sends it. */
  hold: (content: unknown) => void;
  /** Sends the action; resolves to whether it was sent. */
  act: (fields: Record<string, unknown>) => Promise<boolean>;
  busy: boolean;
  disabled: boolean;
}

/** Connects an interactive element with its form and with the app. */
export function useElement(element: ElementLike): ElementTools {
  const { touched, touch } = useSurface();
  const { blockId, dispatches } = useSlot();
  const { act, busy, disabled } = useAct();
  const actionId = element.action_id ?? '';
  const value: ElementValue = touched[blockId]?.[actionId] ?? initialValue(element);

  const hold = (content: unknown) => touch(blockId, actionId, heldValue(element, content));
  const change = async (content: unknown) => {
    hold(content);
    if (!dispatches) return;
    const { type: _, ...fields } = heldValue(element, content);
    // The user declined the confirm dialog: restore the previous value.
    if (!(await act(element, fields))) touch(blockId, actionId, value);
  };
  return {
    content: heldContent(value),
    change: (content) => void change(content),
    hold,
    act: (fields) => act(element, fields),
    busy,
    disabled,
  };
}
