import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The folder in which a package finds another one, as Node looks for it; `undefined`: an optional one that is not there. */
function folderOf(name: string, from: string, packages: Readonly<Record<string, LockedPackage>>): string | undefined {
  for (let above = from; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))) {
    const folder = `${above === '' ? '' : `${above}/`}node_modules/${name}`;
    if (packages[folder] !== undefined) return existsSync(folder) ? folder : undefined;
    if (above === '') return undefined;
  }
}

/** The folders of the packages that the image holds: what `npm ci --omit=dev --workspaces=false` installs. */
export function imagePackages(): string[] {
  const lock = readFileSync('package-lock.json', 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, LockedPackage> };
  const found = new Set<string>();
  const add = (from: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = folderOf(name, from, packages);
      if (folder === undefined || found.has(folder)) continue;
      found.add(folder);
      add(folder);
    }
  };
  add('');
  return [...found];
}

/** The bytes of a package's or a source folder's own files. */
export function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.split('/').includes('node_modules'))
    .reduce((sum, name) => {
      const file = statSync(join(folder, name), { throwIfNoEntry: false });
      return sum + (file?.isFile() ? file.size : 0);
    }, 0);
}
