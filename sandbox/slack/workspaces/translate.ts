import { ids } from '../seed.ts';

/** Translates ids between an embedded workspace, whose seed is always the same, and what the app sees of it. */
export interface Translation {
  /** What the app sees, of what the workspace says. */
  outwards(text: string): string;
  /** What the workspace understands, of what the app says. */
  inwards(text: string): string;
}

/** Of every workspace, and the same in all: the app, and the partner whose channels are shared. */
const shared: ReadonlySet<string> = new Set([ids.app, ids.otherTeam, ids.stranger]);

/** @param letter replaces the last character of each id, and tells the workspaces apart */
export function translation(letter: string): Translation {
  const own = Object.values(ids).filter((id) => !shared.has(id));
  const out = new Map<string, string>(own.map((id) => [id, id.slice(0, -1) + letter]));
  const back = new Map<string, string>([...out].map(([inside, outside]) => [outside, inside]));
  const replacing = (map: ReadonlyMap<string, string>) => {
    const pattern = new RegExp([...map.keys()].join('|'), 'g');
    return (text: string) => text.replaceAll(pattern, (id) => map.get(id) ?? id);
  };
  return { outwards: replacing(out), inwards: replacing(back) };
}
