import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { ActionRequest } from '../../page-api.ts';
import { type ElementValue, type FormValues, withTouched } from '../forms/element-value.ts';

/** Where interactive elements sit, and what they hold so far. */
export interface Surface {
  person: string;
  /** Absent in previews: nothing there can be clicked. */
  container: ActionRequest['container'] | undefined;
  blocks: readonly unknown[];
  touched: FormValues;
  touch: (blockId: string, actionId: string, value: ElementValue) => void;
  /** What is wrong, by block. */
  errors: Readonly<Record<string, string>>;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('an interactive element outside of a surface');
  return surface;
}

/** A surface whose values are held elsewhere: a modal. */
export function HeldSurface({ surface, children }: { surface: Surface; children: ReactNode }) {
  return <SurfaceContext value={surface}>{children}</SurfaceContext>;
}

interface OwnSurfaceProps {
  person: string;
  container: Surface['container'];
  blocks: readonly unknown[];
  children: ReactNode;
}

const nothing = {};

/** A message or a home view: holds what was picked until the app draws other blocks. */
export function OwnSurface({ person, container, blocks, children }: OwnSurfaceProps) {
  const drawn = useMemo(() => JSON.stringify(blocks), [blocks]);
  const [held, setHeld] = useState<{ drawn: string; touched: FormValues }>({ drawn, touched: nothing });
  const touched = held.drawn === drawn ? held.touched : nothing;
  const surface = useMemo<Surface>(() => {
    const touch: Surface['touch'] = (blockId, actionId, value) =>
      setHeld((before) => ({
        drawn,
        touched: withTouched(before.drawn === drawn ? before.touched : nothing, blockId, actionId, value),
      }));
    return { person, container, blocks, touched, touch, errors: nothing };
  }, [person, container, blocks, drawn, touched]);
  return <HeldSurface surface={surface}>{children}</HeldSurface>;
}
