import { oneLine } from './clean-text.ts';
import { rewrittenMarkdown } from './rewrite-markdown.ts';

const marks = /[\\`*_{}[\]<>()#+!|~]/g;

/** Untrusted text on one line of Markdown: shown as it is, without format, link or HTML. */
export function markdownLine(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replace(marks, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-=])/, '\\$1');
}

/** Markdown that somebody wrote, as a quote: see `rewrittenMarkdown`. */
export function quotedMarkdown(text: string): string {
  const lines = rewrittenMarkdown(text).split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}
