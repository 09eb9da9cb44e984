import { type Fields, fields, text } from '../../gate/fields.ts';
import { encodeSlackText } from '../requester/slack-text.ts';

/** The most elements that are read, at any depth. */
const mostElements = 1000;

/**
 * What a person typed into a `rich_text_input`, in Slack's own syntax for mentions, as in a message: `hi <@U1>`. Formatting is
 * left out; list items and quotes keep their marks.
 * @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function richTextWords(value: unknown): string {
  let left = mostElements;
  const inside = (element: Fields): Fields[] => (Array.isArray(element.elements) ? element.elements.map(fields) : []);

  function words(element: Fields): string {
    left -= 1;
    if (left < 0) return '';
    const children = inside(element).map(words);
    switch (element.type) {
      case 'rich_text':
        return children.join('\n');
      case 'rich_text_list':
        return children.map((child) => `- ${child}`).join('\n');
      case 'rich_text_quote':
        return `> ${children.join('')}`;
      case 'user':
        return `<@${text(element.user_id)}>`;
      case 'channel':
        return `<#${text(element.channel_id)}>`;
      case 'usergroup':
        return `<!subteam^${text(element.usergroup_id)}>`;
      case 'broadcast':
        return `@${text(element.range)}`;
      case 'emoji':
        return `:${text(element.name)}:`;
      case 'link':
        return text(element.text) === '' ? text(element.url) : `${text(element.text)} (${text(element.url)})`;
      default:
        return encodeSlackText(text(element.text)) + children.join('');
    }
  }

  return words(fields(value)).trim();
}
