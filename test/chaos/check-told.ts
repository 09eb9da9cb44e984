import { type Broken, type Check, short } from './world.ts';

/**
 * Nothing false was ever written, not even for a moment: no incident is called gone (none of a run is deleted), and the
 * app's own role is never named as a person.
 */
export const nothingFalse: Check = ({ lies }) => lies.map(({ rule, facts }): Broken => ({ invariant: rule, facts }));

/** Who changes incidents in the console. */
const inConsole = 'exampleUser';
const names: Readonly<Record<string, RegExp>> = { U0ADA00001: /^ada\b/i, U0GRACE001: /^grace\b/i };

/** A line about a change names who made it: a console user, or a requester in Slack. */
export const actorsAreNamed: Check = ({ shown, asked }) =>
  shown.lines.flatMap(({ arn, channel, words }) => {
    const requesters = asked
      .filter((one) => one.arn === arn && /^(impact |resolve)/.test(one.text))
      .map(({ user }) => user);
    const mayBe = (name: string): boolean =>
      name.startsWith(inConsole) || requesters.some((user) => names[user]?.test(name));
    return [...words.matchAll(/(?:Impact: |Title |Summary |Resolved|Reopened)[^\n"]*? by ([^:"\n]+)/g)]
      .flatMap(([line, by = '']) => (mayBe(by) ? [] : [`"${line}" of ${short(arn)} in ${channel}`]))
      .map((facts): Broken => ({ invariant: 'whoever acted is named, not the app', facts }));
  });

/**
 * A channel that people of another organisation read shows only incidents that a member of the own organisation watches
 * there, and those people get no answers.
 */
export const nothingLeaks: Check = ({ shared, sharedTexts, toldPrivately, incidents, asked }) => {
  const opened = new Set(
    asked.filter(({ channel, text }) => channel === shared.channel && text.startsWith('watch ')).map(({ arn }) => arn),
  );
  const toOutsider = toldPrivately(shared.outsider, shared.channel).map(({ text }) => text);
  const leaks = (texts: readonly string[], kept: readonly string[][]): string[] =>
    texts.filter((text) => kept.some((words) => words.some((word) => new RegExp(`${word}\\b`).test(text))));
  const words = incidents.map(({ record: { arn, title } }) => ({
    arn,
    words: [short(arn), title.replace(/ v\d+$/, '')],
  }));
  return [
    ...leaks(
      sharedTexts,
      words.filter(({ arn }) => !opened.has(arn)).map((one) => one.words),
    ),
    ...leaks(
      toOutsider,
      words.map((one) => one.words),
    ),
  ].map((text): Broken => ({ invariant: 'nothing leaks', facts: text.slice(0, 400) }));
};

/** If no answer of Slack is lost and every stop is graceful, no answer is posted twice. */
export const toldOnce: Check = ({ orderly, asked, answers }) =>
  !orderly
    ? []
    : asked.flatMap(({ text, responsePath }) => {
        const told = answers(responsePath);
        return told
          .filter((words, index) => told.indexOf(words) !== index)
          .map((words): Broken => ({ invariant: 'told once', facts: `"${words}" twice to "${text}"` }));
      });
