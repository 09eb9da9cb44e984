import { currentWorkspace } from '../current-workspace.ts';

/**
 * The id of a person or a user group that the configuration names, if it is one of the workspace on whose behalf the running
 * work is done.
 * @param named `S0123`, or `T0123:S0456` for one of that workspace
 * @param home the workspace of what names none
 * @example
 * withWorkspace({ teamId: 'T0123', enterpriseId: '' }, () => namedHere('T0123:S0456', 'T0999')); // 'S0456'
 */
export function namedHere(named: string, home: string | undefined): string | undefined {
  const [id = '', team = home] = named.split(':').reverse();
  const here = currentWorkspace();
  // With one token there is one workspace.
  if (here === undefined) return id;
  return team === here.teamId || (team === here.enterpriseId && team !== '') ? id : undefined;
}

/** User groups by impact, for the workspace on whose behalf the running work is done. */
export const mentionsHere = (mentions: ReadonlyMap<number, readonly string[]>, home: string | undefined) => ({
  get: (impact: number): string | undefined =>
    (mentions.get(impact) ?? []).map((named) => namedHere(named, home)).find((id) => id !== undefined),
});
