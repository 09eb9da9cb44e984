const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Unescapes Slack's three entities, once: `&amp;lt;` becomes `&lt;`. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => characters[entity] ?? entity);
}
