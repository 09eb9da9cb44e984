import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', 'CHANGELOG.md');
const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m;

/**
 * Moves the entries under Unreleased into a section for a version, and leaves an empty Unreleased section above it.
 * @param date the release date, `2026-11-23`
 * @throws Error when there is no Unreleased section, or it has no entries
 * @see https://keepachangelog.com/en/1.1.0/
 */
function releaseChangelog(text: string, version: string, date: string): string {
  const entries = unreleased.exec(text)?.[1]?.trim() ?? '';
  if (entries === '') throw new Error('CHANGELOG.md has no entries under [Unreleased].');
  return text.replace(unreleased, () => `## [Unreleased]\n\n## [${version}] - ${date}\n\n${entries}\n\n`);
}

/** Part of `npm version`, which sets `npm_package_version` to the new version. */
try {
  const version = process.env.npm_package_version;
  if (version === undefined) throw new Error('Run this by "npm version <major|minor|patch>".');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(file, releaseChangelog(readFileSync(file, 'utf8'), version, today));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
