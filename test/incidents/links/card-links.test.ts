import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cardLinksOf, parseCardLinks } from '../../../src/incidents/links/card-links.ts';
import type { CardLink } from '../../../src/incidents/links/console-links.ts';
import { arnOf } from '../../support/arn-of.ts';

const id = '8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5';
const arn = arnOf(`arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/${id}`);
const region = 'eu-west-1';

/** The links of the incident under a value of `CARD_LINKS` without mistakes. */
function linksFor(text: string, incident = arn) {
  const { links: cardLinks, mistakes } = parseCardLinks(text);
  expect(mistakes).toEqual([]);
  return cardLinksOf(incident, { cardLinks, region });
}

describe('CARD_LINKS', () => {
  test("an incident has its response plan's own links first, then those of all plans", () => {
    const text =
      '*=Wiki|https://wiki.example.com/{id}, checkout-plan=Dashboard|https://grafana.example.com/d/1,' +
      'checkout-plan=Bridge|https://meet.example.com/x,other=Other|https://other.example.com';
    expect(linksFor(text)).toEqual([
      { words: 'Dashboard', url: 'https://grafana.example.com/d/1' },
      { words: 'Bridge', url: 'https://meet.example.com/x' },
      { words: 'Wiki', url: `https://wiki.example.com/${id}` },
    ]);
    const other = arnOf(arn.arn.replace('checkout-plan', 'search'));
    expect(linksFor(text, other).map(({ words }) => words)).toEqual(['Wiki']);
  });

  test("a plan's own link replaces that of all plans with the same words", () => {
    const text = '*=Wiki|https://wiki.example.com,checkout-plan=Wiki|https://wiki.example.com/checkout';
    expect(linksFor(text)).toEqual([{ words: 'Wiki', url: 'https://wiki.example.com/checkout' }]);
  });

  test('placeholders are filled, the encoded ARN as one part of a path', () => {
    const text =
      '*=A|https://{region}.example.com/{account}/{plan}?id={id}#{encodedArn},*=B|https://b.example.com/{arn}';
    expect(linksFor(text).map(({ url }) => url)).toEqual([
      `https://eu-west-1.example.com/111122223333/checkout-plan?id=${id}#${encodeURIComponent(arn.arn)}`,
      `https://b.example.com/${arn.arn}`,
    ]);
  });

  test('an address may contain commas and bars; a bar is encoded, as in Slack it ends an address', () => {
    const kibana = 'https://kibana.example.com/#/?_g=(time:(from:now-1h,to:now))&q=a|b,c|d';
    expect(linksFor(`*=Logs|${kibana},*=Wiki|https://wiki.example.com`)).toEqual([
      { words: 'Logs', url: kibana.replaceAll('|', '%7C') },
      { words: 'Wiki', url: 'https://wiki.example.com/' },
    ]);
  });

  test('white space around entries, words and addresses is no part of them, nor is a comma at the end', () => {
    expect(linksFor('\n * = The wiki | https://wiki.example.com ,\n')).toEqual([
      { words: 'The wiki', url: 'https://wiki.example.com/' },
    ]);
  });

  test.each([
    ['Wiki|https://wiki.example.com', 'is not PLAN=WORDS|https://…'],
    ['*=Wiki', 'is not PLAN=WORDS|https://…'],
    ['*=Wiki|', 'is not PLAN=WORDS|https://…'],
    ['a plan=Wiki|https://wiki.example.com', 'is not PLAN=WORDS|https://…'],
    ['*=Wiki|https://wiki.example.com/a page', 'is not PLAN=WORDS|https://…'],
    ['*=|https://wiki.example.com', 'needs 1 to 75 characters for the button'],
    [`*=${'w'.repeat(76)}|https://wiki.example.com`, 'needs 1 to 75 characters for the button'],
    ['*=Wiki|http://wiki.example.com', 'is not an https address without a user'],
    ['*=Wiki|wiki.example.com', 'is not an https address without a user'],
    ['*=Wiki|https:{plan}.example.com', 'is not an https address without a user'],
    ['*=Wiki|javascript:alert(1)', 'is not an https address without a user'],
    ['*=Wiki|https://me:secret@wiki.example.com', 'is not an https address without a user'],
    ['*=Wiki|https://wiki.example.com/{title}', 'has the unknown placeholder {title}'],
    ['*=Wiki|https://wiki.example.com/{id', 'has the unknown placeholder {id'],
    ['*=Wiki|https://wiki.example.com/id}', 'has the unknown placeholder }'],
    ['*=Wiki|https://{plan}.example.com', 'has a placeholder in its host'],
    ['*=Wiki|https://example.com{id}', 'has a placeholder in its host'],
    ['*=Wiki|https://{encodedArn}', 'has a placeholder in its host'],
    [`*=Wiki|https://wiki.example.com/${'a'.repeat(2980)}`, 'can be longer than 3000 characters'],
    [`*=Wiki|https://wiki.example.com/${'{encodedArn}'.repeat(11)}`, 'can be longer than 3000 characters'],
  ])('%s is refused', (entry, mistake) => {
    const { links, mistakes } = parseCardLinks(`*=Good|https://good.example.com,${entry}`);
    expect(links).toEqual([{ plan: '*', words: 'Good', template: 'https://good.example.com' }]);
    expect(mistakes).toEqual([`entry 2 ${mistake}`]);
  });

  test('every mistake is named; the same words with two addresses are one, a repeated entry is none', () => {
    const good = '*=Wiki|https://wiki.example.com';
    expect(
      parseCardLinks(`${good},${good},*=Wiki|https://other.example.com,b=B|http://b.example.com`).mistakes,
    ).toEqual(['entry 3 has another address before', 'entry 4 is not an https address without a user']);
    expect(parseCardLinks(' , ')).toEqual({ links: [], mistakes: ['there is no entry'] });
  });
});

const anyPlan = fc.oneof(fc.constant('*'), fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/));
const anyWords = fc
  .string({ minLength: 1, maxLength: 75 })
  .filter((words) => !/[|,=:]/.test(words) && words === words.trim() && words !== '');
const anyAddress = fc
  .webUrl({ validSchemes: ['https'], withQueryParameters: true, withFragments: true })
  .filter((url) => !url.includes(','));
const anyLink: fc.Arbitrary<CardLink> = fc.record({ plan: anyPlan, words: anyWords, template: anyAddress });

property.prop([fc.uniqueArray(anyLink, { maxLength: 8, selector: ({ plan, words }) => `${plan}=${words}` })])(
  'what is written as entries is read as the same links',
  (links) => {
    const text = links.map(({ plan, words, template }) => `${plan}=${words}|${template}`).join(',');
    if (links.length > 0) expect(parseCardLinks(text)).toEqual({ links, mistakes: [] });
  },
);

property.prop([fc.string({ maxLength: 300 })])(
  'any text is understood or refused, and every link of it is https',
  (text) => {
    const { links: cardLinks } = parseCardLinks(`*=Wiki|https://wiki.example.com/${text}`);
    for (const { url } of cardLinksOf(arn, { cardLinks, region })) expect(new URL(url).protocol).toBe('https:');
  },
);
