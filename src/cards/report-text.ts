import { cleanText, oneLine } from './clean-text.ts';

const marks = /[\\`*_{}[\]<>()#+!|~]/g;

/** Untrusted text on one line of Markdown: shown as it is, without format, link or HTML. */
export function markdownLine(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replace(marks, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-=])/, '\\$1');
}

/** Markdown that somebody wrote, as a quote: its format stays, HTML in it is shown as text. */
export function quotedMarkdown(text: string): string {
  const lines = cleanText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').trim().split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}
