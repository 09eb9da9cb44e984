/** The URL if the page may open it (http, https or mailto), else undefined. */
export function safeHref(href: unknown): string | undefined {
  if (typeof href !== 'string') return undefined;
  return /^(?:https?:\/\/|mailto:)/i.test(href) && URL.canParse(href) ? href : undefined;
}
