import { createHash } from 'node:crypto';
import { appendFileSync, createWriteStream, globSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The options of a pass: the next run continues it if they are the same. */
export interface Pass {
  startedAt: string;
  /** ISO 8601; absent: all there are. */
  since?: string;
}

/** An unfinished pass, and the incidents that it has archived. */
export interface OpenedPass extends Pass {
  done: ReadonlySet<string>;
}

export interface WrittenFile {
  path: string;
  /** SHA-256, in hexadecimal. */
  sum: string;
  /** Whether this pass wrote it, and not an earlier one. */
  isNew: boolean;
}

export interface ArchiveFolder {
  /** Continues the pass that an earlier run left unfinished, or starts one. */
  openPass(pass: Pass): Promise<OpenedPass>;
  /**
   * Writes files, each whole or not at all, and notes that the incident is done.
   * @param files text by path below the folder
   */
  write(arn: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** All files of incidents, those of earlier passes too, and the checksum that each was written with. */
  written(): WrittenFile[];
  /** @returns what the file holds; `undefined` where it is not there */
  read(path: string): Promise<Buffer | undefined>;
  /** Forgets that this pass wrote these files: the next run reads their incidents again. */
  forget(paths: readonly string[]): Promise<void>;
  /** Writes a page, and the checksums of all files. Ends the pass. */
  finish(page: Iterable<string>, facts: object): Promise<void>;
}

const passFile = 'unfinished.jsonl';
const sumsFile = 'SHA256SUMS';
const factsFile = 'archive.json';
const pageFile = 'index.html';
const own = new Set([passFile, sumsFile, factsFile, pageFile, 'incidents']);

const passLine = z.object({ startedAt: z.string(), since: z.string().optional() });
const doneLine = z.object({ arn: z.string(), sums: z.record(z.string(), z.string()) });

export const checksum = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/**
 * Opens the folder of an archive, and makes it where there is none.
 * @throws AppError `invalid_request` when it holds anything else
 */
export async function openArchiveFolder(folder: string): Promise<ArchiveFolder> {
  // What incidents say is not everyone's to read.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const strangers = (await readdir(folder)).filter((name) => !own.has(name) && !name.endsWith('.part'));
  if (strangers.length > 0) {
    throw new AppError(
      'invalid_request',
      `${folder} holds other files (${strangers[0]}). Name a new folder, or one of an archive.`,
    );
  }
  const at = (path: string) => join(folder, path);
  const sums = new Map<string, string>(readSums(await readIfThere(at(sumsFile))));
  const arnOf = new Map<string, string>();
  let pass: Pass | undefined;

  /** @returns the checksum */
  async function writeWhole(path: string, data: string | Iterable<string>): Promise<string> {
    const hash = createHash('sha256');
    const part = `${at(path)}.part`;
    try {
      await mkdir(dirname(part), { recursive: true, mode: 0o700 });
      const hashed = async function* (pieces: Iterable<string>) {
        for (const piece of pieces) {
          hash.update(piece);
          yield piece;
        }
      };
      await pipeline(hashed(typeof data === 'string' ? [data] : data), createWriteStream(part, { mode: 0o600 }));
      await rename(part, at(path));
    } catch (error) {
      const { message } = error as Error;
      throw new AppError('storage_unavailable', `The archive cannot be written: ${message}`, { cause: error });
    }
    return hash.digest('hex');
  }

  const noteDone = (arn: string, written: Readonly<Record<string, string>>) =>
    appendFileSync(at(passFile), `${JSON.stringify({ arn, sums: written })}\n`);

  return {
    async openPass(wanted) {
      const [first, ...rest] = (await readIfThere(at(passFile))).split('\n').map(parseLine);
      const left = passLine.safeParse(first).data;
      if (left === undefined || left.since !== wanted.since) {
        pass = wanted;
        await writeWhole(passFile, `${JSON.stringify(wanted)}\n`);
        return { ...wanted, done: new Set() };
      }
      pass = left;
      const lines = rest.flatMap((line) => doneLine.safeParse(line).data ?? []);
      for (const { arn, sums: written } of lines) {
        for (const [path, sum] of Object.entries(written)) {
          sums.set(path, sum);
          arnOf.set(path, arn);
        }
      }
      // A run that was killed may have left half a line at the end.
      appendFileSync(at(passFile), '\n');
      return { ...left, done: new Set(lines.map(({ arn }) => arn)) };
    },

    async write(arn, files) {
      const written: Record<string, string> = {};
      for (const [path, text] of Object.entries(files)) {
        const sum = await writeWhole(path, text);
        written[path] = sum;
        sums.set(path, sum);
        arnOf.set(path, arn);
      }
      noteDone(arn, written);
    },

    written: () =>
      [...sums].map(([path, sum]) => ({ path, sum, isNew: arnOf.has(path) })).filter(({ path }) => path.includes('/')),
    read: (path) => readFile(at(path)).catch(unlessMissing),

    async forget(paths) {
      const forgotten = new Set(paths.map((path) => arnOf.get(path)));
      for (const [path, arn] of arnOf) {
        if (!forgotten.has(arn)) continue;
        sums.delete(path);
        arnOf.delete(path);
      }
      const lines = [...Map.groupBy(arnOf, ([, arn]) => arn)].map(([arn, all]) => ({
        arn,
        sums: Object.fromEntries(all.map(([path]) => [path, sums.get(path)])),
      }));
      await writeWhole(
        passFile,
        [pass, ...lines].map((line) => `${JSON.stringify(line)}\n`),
      );
    },

    async finish(page, facts) {
      sums.set(pageFile, await writeWhole(pageFile, page));
      sums.set(factsFile, await writeWhole(factsFile, `${JSON.stringify(facts, null, 2)}\n`));
      const lines = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
      await writeWhole(
        sumsFile,
        lines.map(([path, sum]) => `${sum}  ${path}\n`),
      );
      for (const part of globSync('**/*.part', { cwd: folder })) rmSync(at(part), { force: true });
      await rm(at(passFile), { force: true });
    },
  };
}

const readIfThere = async (file: string): Promise<string> => (await readFile(file, 'utf8').catch(unlessMissing)) ?? '';

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function readSums(text: string): [string, string][] {
  return [...text.matchAll(/^([0-9a-f]{64}) {2}(\S.*)$/gm)].map(([, sum = '', path = '']) => [path, sum]);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
