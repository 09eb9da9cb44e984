import { useRef, useState } from 'react';
import { postJson } from '../api/client.ts';
import type { ElementLike } from '../forms/element-value.ts';
import { type PickerGroup, readGroups } from './picker-option.ts';
import { useSlot } from './slot.ts';
import { useSurface } from './surface.tsx';

const pauseMs = 250;

/**
 * Requests options from the app (a `block_suggestion`) when typing pauses. A late response never replaces a newer one.
 */
export function useSuggestions(element: ElementLike) {
  const { person, container } = useSurface();
  const { blockId } = useSlot();
  const [groups, setGroups] = useState<PickerGroup[]>([]);
  const [note, setNote] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(0);

  const request = async (value: string) => {
    newest.current += 1;
    const number = newest.current;
    const action_id = element.action_id ?? '';
    const answer = await postJson('suggest', { user: person, container, block_id: blockId, action_id, value });
    if (number !== newest.current) return;
    setGroups(answer.ok ? readGroups(answer) : []);
    setNote(answer.ok ? undefined : `The app gave no options: ${answer.error ?? 'no answer'}`);
  };
  const search = (value: string) => {
    clearTimeout(timer.current);
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    if (value.length < least) {
      newest.current += 1;
      setGroups([]);
      setNote(`Type ${least} or more characters`);
      return;
    }
    setNote('Loading…');
    timer.current = setTimeout(() => void request(value), pauseMs);
  };
  return { groups, search, note };
}
