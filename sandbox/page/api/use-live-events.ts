import { useEffect } from 'react';
import type { PageEvent } from '../../page-api.ts';

export interface LiveListener {
  onOpen: () => void;
  onEvent: (event: PageEvent) => void;
  onLost: () => void;
}

const retryMs = 1000;

/**
 * Keeps one event stream open for `person`. A broken stream is reopened every second, even where the browser itself
 * would give up. `onOpen` is called each time, so that missed events can be fetched.
 */
export function useLiveEvents(person: string, listener: LiveListener): void {
  useEffect(() => {
    if (person === '') return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      source = new EventSource(`/sandbox/events?user=${encodeURIComponent(person)}`);
      source.onopen = listener.onOpen;
      source.onmessage = (message: MessageEvent<string>) => {
        const event = readEvent(message.data);
        if (event) listener.onEvent(event);
      };
      source.onerror = () => {
        source?.close();
        listener.onLost();
        timer = setTimeout(connect, retryMs);
      };
    };
    connect();
    return () => {
      source?.close();
      clearTimeout(timer);
    };
  }, [person, listener]);
}

function readEvent(data: string): PageEvent | undefined {
  try {
    return JSON.parse(data) as PageEvent;
  } catch {
    return undefined;
  }
}
