import { type ElementLike, type ElementValue, heldContent, heldValue, initialValue } from '../forms/element-value.ts';
import { useSlot } from './slot.ts';
import { useSurface } from './surface.tsx';
import { useAct } from './use-act.ts';

export interface ElementTools {
  /** What the element holds: a text, an option, a list …; null when nothing is chosen. */
  content: unknown;
  /** Changes the content, and tells the app at once where the block says so. */
  change: (content: unknown) => void;
  /** Changes the content and leaves telling the app to `act`. */
  hold: (content: unknown) => void;
  /** Tells the app; resolves with whether it was sent. */
  act: (fields: Record<string, unknown>) => Promise<boolean>;
  busy: boolean;
  disabled: boolean;
}

/** Connects an interactive element with the form it sits in and with the app. */
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
    // The person said no to the confirm dialog: what was there before comes back.
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
