import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from './report.ts';

const page = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

const intro = `# Benchmarks

Every figure is compared with a baseline measured in the same run, alternating between the two. The milliseconds depend on
the machine; the ratios carry over to others.

- **measured, result**: what was measured, and the app's figure.
- **baseline**: what it is compared with, and the baseline's figure where it is in the same unit.
- **ratio**: 2 × is twice as good as the baseline, 0.5 × half as good, whether a larger or a smaller figure is better.
- **p50, p99, max**: the median, the 99th percentile and the worst of all samples.

Each section names the command that repeats it. \`npm run bench\` runs all benchmarks; with \`--page\` it also updates this page.
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

function section(name: string, { name: heading, about }: Bench, rows: readonly Row[]): string {
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
  const lines = rows.map(({ what, value, ratio, against = '' }) =>
    `| ${[what, value, ratio === undefined ? '' : `${ratio.toFixed(2)} ×`, against].map(cell).join(' | ')} |`.replaceAll(
      / {2,}/g,
      ' ',
    ),
  );
  return [
    `## ${heading[0]?.toUpperCase()}${heading.slice(1)}\n`,
    `${about}\n`,
    `\`npm run bench -- ${name}\` · ${machine}\n`,
    '| measured | result | ratio | baseline |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** Replaces one benchmark's section of `docs/benchmarks.md`; the other sections stay. */
export function writeOnPage(name: string, bench: Bench, rows: readonly Row[]): void {
  const before = existsSync(page)
    ? readFileSync(page, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : [];
  const isNamed = (text: string, other: string) => text.includes(`\`npm run bench -- ${other}\``);
  const others = before.filter((text) => !isNamed(text, name)).map((text) => text.trimEnd());
  const sections = [...others, section(name, bench, rows).trimEnd()].sort();
  writeFileSync(page, `${intro}\n${sections.join('\n\n')}\n`);
}
