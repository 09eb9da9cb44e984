import { globSync, readFileSync } from 'node:fs';

/** A block of code in a document. */
export interface Fence {
  file: string;
  line: number;
  language: string;
  /** Without the indentation that it has as a part of a list. */
  text: string;
}

export interface Document {
  file: string;
  text: string;
  fences: Fence[];
  /** Code within sentences and tables, in one line each. */
  inline: string[];
  /** Where its links lead, as written. */
  links: string[];
  /** What a link to a place in it may name. */
  anchors: ReadonlySet<string>;
}

const fenced = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

function readDocument(file: string): Document {
  const text = readFileSync(file, 'utf8');
  const fences = [...text.matchAll(fenced)].map(([, indent = '', language = '', code = ''], index) => ({
    file,
    line: lineOf(text, index),
    language,
    text: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
  const prose = text.replaceAll(fenced, '');
  return {
    file,
    text,
    fences,
    inline: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
      code.replaceAll(/\s+/g, ' ').replaceAll('\\|', '|'),
    ),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
    anchors: new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))),
  };
}

/** Line of the document's fence number `index`, from 1. */
function lineOf(text: string, index: number): number {
  const at = [...text.matchAll(fenced)][index]?.index ?? 0;
  return text.slice(0, at).split('\n').length;
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return words.trim().replaceAll(/\s/g, '-');
}

/** All that tells people what to do. */
export const documents: readonly Document[] = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/*.md')]
  .sort()
  .map(readDocument);

export function documentAt(file: string): Document {
  const found = documents.find((document) => document.file === file);
  if (found === undefined) throw new Error(`no document ${file}`);
  return found;
}

/** The rows of the table under a heading (the first one that holds these words), each as its cells. */
export function tableUnder(file: string, heading: string): string[][] {
  const { text } = documentAt(file);
  const start = text.search(new RegExp(`^#+ ${heading}$`, 'm'));
  if (start === -1) throw new Error(`${file} has no heading ${heading}`);
  const body = text.slice(start).split('\n').slice(1);
  const end = body.findIndex((line) => /^#+ /.test(line));
  const lines = (end === -1 ? body : body.slice(0, end)).filter((line) => line.startsWith('|'));
  return lines.filter((line) => !/^\|[\s|-]+$/.test(line)).map(cells);
}

const cells = (line: string): string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** What stands between backticks. */
export const codes = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
