import { useEffect } from 'react';
import { postJson } from '../api/client.ts';
import { usePageState } from '../state/page-context.ts';
import type { LinkPreview } from '../state/page-state.ts';
import { unescapeEntities } from '../text/unescape-entities.ts';

const pauseMs = 400;

/** Sends links to the app while they are typed, and returns its previews of those that are still in the text. */
export function useLinkPreviews(text: string, channel: string, wanted: boolean): readonly LinkPreview[] {
  const { person, previews } = usePageState();
  const links = wanted && !text.startsWith('/') ? (text.match(/https?:\/\/[^\s<>|]+/g) ?? []) : [];
  const key = links.join(' ');
  useEffect(() => {
    if (key === '') return;
    // Previews are optional: a failure is not shown.
    const timer = setTimeout(() => void postJson('compose', { user: person, channel, text: key }), pauseMs);
    return () => clearTimeout(timer);
  }, [key, person, channel]);
  return wanted
    ? previews.filter((preview) => links.some((link) => link.startsWith(unescapeEntities(preview.url))))
    : [];
}
