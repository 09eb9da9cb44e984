import { join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { type CardSection, section } from './blocks.ts';
import { limits } from './limits.ts';

/** A name and its value, for the surfaces that show everything. */
export type Fact = readonly [name: string, value: Mrkdwn | undefined];

/** Facts as lines, packed into as few sections as their limit allows; those without a value are left out. */
export function factSections(facts: readonly Fact[]): CardSection[] {
  const lines = facts.flatMap(([name, value]) =>
    value === undefined || value.text === '' ? [] : [mrkdwn`*${name}:* ${value}`],
  );
  return lineSections(lines);
}

/** Lines packed into as few sections as their limit allows. */
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
