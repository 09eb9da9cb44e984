import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { ActionRequest } from '../../page-api.ts';
import { type ElementValue, type FormValues, withTouched } from '../forms/element-value.ts';

/** The surface of interactive elements, with their present values. */
export interface Surface {
  person: string;
  /** Absent in previews, which are disabled. */
  container: ActionRequest['container'] | undefined;
  blocks: readonly unknown[];
  touched: FormValues;
  touch: (blockId: string, actionId: string, value: ElementValue) => void;
  /** Errors by block id. */
  errors: Readonly<Record<string, string>>;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('interactive element outside of a surface');
  return surface;
}

/** A surface whose values are stored elsewhere: a modal. */
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

/** A message or a Home view: keeps the choices until the app sends other blocks. */
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
