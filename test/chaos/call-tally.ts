import type { EmbeddedSlack } from 'slack-aws-sandbox/slack';

/** A text of the app that is false at any time: the rule that it breaks, and the call. */
export interface Lie {
  rule: string;
  facts: string;
}

/** The calls to Slack that the checks need: the call log itself keeps only the latest. */
export interface CallTally {
  /** Adds the calls since the last time. */
  take(): void;
  /** The answers through a `response_url`, in the order of the calls. */
  answers(path: string): readonly string[];
  /** Texts that were false when they were written, even if they were corrected later. */
  readonly lies: readonly Lie[];
}

/** No incident of a run is ever deleted, and the app's own role is not a person. */
const neverTrue = {
  'no open incident is told as gone': /No longer in Incident Manager|knows no such thing|No incident [\da-f]{8}/,
  'whoever acted is named, not the app': /slack-app|SlackApp/,
};

/** The calls by which the app writes what people read. */
const writing = /^(chat\.(postMessage|update|postEphemeral|unfurl)|views\.\w+|response_url)$/;

export function tallyCalls({ calls }: Pick<EmbeddedSlack, 'calls'>): CallTally {
  const answers = new Map<string, string[]>();
  const lies: Lie[] = [];
  return {
    lies,
    take() {
      for (const { method, args, ok } of calls.all()) {
        if (!ok || !writing.test(method)) continue;
        const path = String(args.path);
        if (method === 'response_url') answers.set(path, [...(answers.get(path) ?? []), String(args.text)]);
        const said = JSON.stringify(args);
        for (const [rule, pattern] of Object.entries(neverTrue)) {
          const at = said.search(pattern);
          if (at !== -1)
            lies.push({
              rule,
              facts: `${method} ${args.channel ?? ''}: ${said.slice(Math.max(0, at - 200), at + 200)}`,
            });
        }
      }
      calls.clear();
    },
    answers: (path) => answers.get(path) ?? [],
  };
}
