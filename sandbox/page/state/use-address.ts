import { useEffect } from 'react';
import type { PageState } from './page-state.ts';

/** The person and the place that an address names, as in `#user=U1&channel=C1`, so that a reload stays where it was. */
export function readAddress(hash: string): Pick<PageState, 'person' | 'place'> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const channel = parameters.get('channel') ?? '';
  return {
    person: parameters.get('user') ?? '',
    place: parameters.has('home') ? { kind: 'home' } : { kind: 'channel', channel },
  };
}

/** Keeps the address in step with what is shown. */
export function useAddress({ person, place }: PageState): void {
  useEffect(() => {
    if (person === '') return;
    const where = place.kind === 'home' ? ['home', ''] : ['channel', place.channel];
    history.replaceState(null, '', `#${new URLSearchParams([['user', person], where])}`);
  }, [person, place]);
}
