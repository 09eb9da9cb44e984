const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/**
 * A text as it was typed: Slack escapes three characters in commands, messages and events, and nothing else. What people
 * type into forms comes as it is. Each text is decoded once: `&amp;lt;` was typed as `&lt;`.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const decodeSlackText = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (entity, name: string) => characters[name] ?? entity);

/** A typed text as Slack would send it. */
export const encodeSlackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
