import { createContext, useContext } from 'react';

/** An element's position in its block. */
export interface Slot {
  blockId: string;
  /** Whether a change is sent at once: always, except in input blocks without `dispatch_action`. */
  dispatches: boolean;
  /** What an input block passes to its element's control. */
  field?: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean; 'aria-required': boolean };
}

export const SlotContext = createContext<Slot>({ blockId: '', dispatches: true });

export const useSlot = (): Slot => useContext(SlotContext);
