/**
 * An address as it was typed: Slack escapes three characters in texts and events.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const typedLink = (url: string): string =>
  url.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
