import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const folder = new URL('../golden/', import.meta.url);

/** What tells one version of a golden file from another; Git keeps no times. */
export const goldenHash = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(new URL(`${name}.json`, folder)))
    .digest('hex')
    .slice(0, 16);
