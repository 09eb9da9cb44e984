import { useEffect } from 'react';
import type { PageState } from './page-state.ts';

/** The person and the channel in a URL such as `#user=U1&channel=C1`, so that a reload keeps them. */
export function readAddress(hash: string): Pick<PageState, 'person' | 'place'> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const channel = parameters.get('channel') ?? '';
  return {
    person: parameters.get('user') ?? '',
    place: parameters.has('home') ? { kind: 'home' } : { kind: 'channel', channel },
  };
}

/** Keeps the URL in sync with the selection. */
export function useAddress({ person, place }: PageState): void {
  useEffect(() => {
    if (person === '') return;
    const where = place.kind === 'home' ? ['home', ''] : ['channel', place.channel];
    history.replaceState(null, '', `#${new URLSearchParams([['user', person], where])}`);
  }, [person, place]);
}
