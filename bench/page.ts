import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from './report.ts';

const page = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

const intro = `# Benchmarks

Each figure is measured beside what it is compared with, in turns in one run, so that the ratio holds on other machines
where the milliseconds do not. 2 × is twice as good as the other, 0.5 × half as good. Every part says how to repeat it;
\`npm run bench\` does them all, \`npm run bench -- --page\` writes this page.
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

function part(name: string, { name: heading, about }: Bench, rows: readonly Row[]): string {
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
    '| what | measured | ratio | against |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** Puts what a bench measured in its place on `docs/benchmarks.md`; the other parts stay. */
export function writeOnPage(name: string, bench: Bench, rows: readonly Row[]): void {
  const before = existsSync(page)
    ? readFileSync(page, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : [];
  const isNamed = (text: string, other: string) => text.includes(`\`npm run bench -- ${other}\``);
  const others = before.filter((text) => !isNamed(text, name)).map((text) => text.trimEnd());
  const parts = [...others, part(name, bench, rows).trimEnd()].sort();
  writeFileSync(page, `${intro}\n${parts.join('\n\n')}\n`);
}
