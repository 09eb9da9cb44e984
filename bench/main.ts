import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { writeOnPage } from './page.ts';
import { type Bench, createReport } from './report.ts';

/** Runs all benchmarks, or the named ones: `npm run bench -- find-arns`. With `--page`, updates docs/benchmarks.md too. */
async function main(words: readonly string[]): Promise<void> {
  const names = words.filter((word) => word !== '--page');
  const say = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort();
  const known = files.map((file) => file.replace('.bench.ts', ''));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown benchmark: ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  for (const name of names.length === 0 ? known : names) {
    const file = pathToFileURL(`${import.meta.dirname}/${name}.bench.ts`);
    const { bench } = (await import(file.href)) as { bench: Bench };
    const report = createReport(say(process.stdout), say(process.stderr));
    report.progress(`${bench.name} …`);
    await bench.run(report);
    if (words.includes('--page')) writeOnPage(name, bench, report.rows);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
