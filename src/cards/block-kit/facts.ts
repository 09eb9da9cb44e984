import { join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { type CardSection, section } from './blocks.ts';
import { limits } from './limits.ts';

/** A name and its value, for surfaces that show all fields. */
export type Fact = readonly [name: string, value: Mrkdwn | undefined];

/** Facts as lines, in as few sections as the limit allows. Facts without a value are skipped. */
export function factSections(facts: readonly Fact[]): CardSection[] {
  const lines = facts.flatMap(([name, value]) =>
    value === undefined || value.text === '' ? [] : [mrkdwn`*${name}:* ${value}`],
  );
  return lineSections(lines);
}

/** Lines in as few sections as the limit allows. */
export function lineSections(lines: readonly Mrkdwn[]): CardSection[] {
  const sections: CardSection[] = [];
  let packed: Mrkdwn[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.text.length + 1 > limits.sectionText.max && packed.length > 0) {
      sections.push(section(join(packed, '\n')));
      packed = [];
      length = 0;
    }
    packed.push(line);
    length += line.text.length + 1;
  }
  return packed.length === 0 ? sections : [...sections, section(join(packed, '\n'))];
}
