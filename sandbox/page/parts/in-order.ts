import { Children, type ReactNode } from 'react';

/** Renders items that have no identity but their position. */
export function inOrder<Item>(items: readonly Item[], draw: (item: Item, index: number) => ReactNode): ReactNode[] {
  return Children.toArray(items.map(draw));
}
