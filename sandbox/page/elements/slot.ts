import { createContext, useContext } from 'react';

/** The place of an element in its block. */
export interface Slot {
  blockId: string;
  /** Whether a change is sent at once: everywhere but in input blocks without `dispatch_action`. */
  dispatches: boolean;
  /** What an input block says to its element's control. */
  field?: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean; 'aria-required': boolean };
}

export const SlotContext = createContext<Slot>({ blockId: '', dispatches: true });

export const useSlot = (): Slot => useContext(SlotContext);
