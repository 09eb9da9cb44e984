import type { IncidentArn } from '../naming/arn.ts';
import { type CardLink, fillTemplate, httpsOnly, type IncidentLinks } from './console-links.ts';

/** A link of one incident. */
export interface FilledLink {
  words: string;
  url: string;
}

/** Slack's limits of a button: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const longestWords = 75;
const longestUrl = 3000;

/**
 * Where an entry begins: after a comma that is followed by a plan and `=`, or by anything that leads to a scheme. Every
 * other comma is part of an address.
 */
const separator = /,(?=\s*(?:[\w*-]+\s*=|[^,|]*\|\s*[a-z][a-z\d+.-]*:\/\/)|\s*$)/i;
const entryPattern = /^(\*|[A-Za-z0-9_-]{1,200})\s*=\s*([^|]*?)\s*\|\s*(\S+)$/;

/** With the longest values that an incident can have. */
const longestArn = {
  arn: `arn:aws-us-gov:ssm-incidents::111122223333:incident-record/${'p'.repeat(200)}/${'0'.repeat(53)}`,
  account: '111122223333',
  plan: 'p'.repeat(200),
  id: '0'.repeat(53),
};
const longestRegion = 'ap-southeast-99';

/**
 * Parses `CARD_LINKS`: `checkout-plan=Dashboard|https://…,*=Wiki|https://…/{id}`. An address may contain `|`, and commas
 * except before `name=`; there a comma is written `%2C`.
 * @returns the links, and what is wrong with each entry that is not one
 */
export function parseCardLinks(text: string): { links: CardLink[]; mistakes: string[] } {
  const links: CardLink[] = [];
  const mistakes: string[] = [];
  const entries = text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  for (const [index, entry] of entries.entries()) {
    const [, plan = '', words = '', template = ''] = entryPattern.exec(entry) ?? [];
    const known = links.find((link) => link.plan === plan && link.words === words);
    const mistake =
      plan === '' ? 'is not PLAN=WORDS|https://…' : (mistakeIn(words, template) ?? secondAddress(known, template));
    if (mistake !== undefined) mistakes.push(`entry ${index + 1} ${mistake}`);
    else if (known === undefined) links.push({ plan, words, template });
  }
  return { links, mistakes: entries.length === 0 ? ['there is no entry'] : mistakes };
}

function mistakeIn(words: string, template: string): string | undefined {
  if (words === '' || words.length > longestWords) return `needs 1 to ${longestWords} characters for the button`;
  const url = fillTemplate(template, longestArn, longestRegion);
  const [unknown] = /\{[^}]*\}?|\}/.exec(url) ?? [];
  if (unknown !== undefined) return `has the unknown placeholder ${unknown}`;
  // Which host a button leads to does not depend on the names that others give.
  if (/^https:\/\/[^/?#\\]*\{(?!region\}|account\})/i.test(template)) return 'has a placeholder in its host';
  if (url.length > longestUrl) return `can be longer than ${longestUrl} characters`;
  const isHttps = /^https:\/\//i.test(template) && httpsOnly(url, longestUrl) !== undefined;
  return isHttps ? undefined : 'is not an https address without a user';
}

const secondAddress = (known: CardLink | undefined, template: string): string | undefined =>
  known === undefined || known.template === template ? undefined : 'has another address before';

/**
 * The links of an incident: its response plan's own first, then those of all plans. A link of all plans yields to one of
 * the plan's own with the same words.
 */
export function cardLinksOf(arn: IncidentArn, { cardLinks = [], region }: IncidentLinks): FilledLink[] {
  const own = cardLinks.filter((link) => link.plan === arn.plan);
  const general = cardLinks.filter((link) => link.plan === '*' && own.every(({ words }) => words !== link.words));
  return [...own, ...general].flatMap(({ words, template }) => {
    const url = httpsOnly(fillTemplate(template, arn, region), longestUrl);
    return url === undefined ? [] : [{ words, url }];
  });
}
