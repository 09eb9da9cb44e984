/** A message of a person to all channels that are subscribed to an incident's topics. */
export interface CustomNotification {
  incidentArn: string;
  title: string;
  text: string;
  /** Name of who says it. */
  by: string;
}

// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
const maximumTitle = 250;
const maximumDescription = 8000;
const maximumName = 100;

/**
 * Builds the message that Amazon Q Developer (AWS Chatbot) shows in Slack, Teams and Chime as a custom notification; to
 * be published to the incident's chat topics. Notifications about one incident share a thread.
 * @returns JSON text, the whole SNS message
 */
export function customNotification({ incidentArn, title, text, by }: CustomNotification): string {
  const signature = `\n— ${cut(withoutMentions(by), maximumName)}`;
  const description = cut(withoutMentions(text), maximumDescription - signature.length) + signature;
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: cut(withoutMentions(title), maximumTitle),
      description,
    },
    metadata: {
      threadId: incidentArn.slice(incidentArn.lastIndexOf('/') + 1),
      summary: cut(withoutMentions(title), maximumTitle),
      additionalContext: { incident: incidentArn },
    },
  });
}

/**
 * Takes from a text what Slack (`<@U1>`, `<!here>`, `<#C1>`), Teams (`<at>`) or Chime (`@All`) would read as a mention.
 * `p99 < 4 s` and addresses of e-mail stay as they are.
 */
function withoutMentions(text: string): string {
  return text
    .toWellFormed()
    .replace(/<(?=[@!#/\p{L}])/gu, '\u2039')
    .replace(/(?<![\p{L}\p{N}._%+-])@(?=[\p{L}\p{N}_])/gu, '@\u200b');
}

/** Cuts at a whole character; limits count UTF-16 units, the strictest reading of AWS's. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
