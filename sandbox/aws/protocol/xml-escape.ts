const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text as XML character data. */
export const xmlEscape = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
