/**
 * A name for a file that every system takes: parts, time (UTC), ending.
 * @param atMs milliseconds
 */
export function fileName(parts: readonly string[], atMs: number, ending: 'md' | 'csv'): string {
  const time = new Date(atMs).toISOString().slice(0, 23).replaceAll(/[-:.]/g, '').replace('T', '-');
  const words = parts.map((part) => part.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)).filter((part) => part !== '');
  return `${[...words, time].join('-')}.${ending}`;
}
