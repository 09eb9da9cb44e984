import type { EmbeddedSlack } from 'slack-aws-sandbox/slack';

/** Something the app wrote that is false whenever it is written: which rule it breaks, and the call. */
export interface Lie {
  rule: string;
  facts: string;
}

/** What of the app's calls to Slack is worth keeping: the log itself forgets. */
export interface CallTally {
  /** Takes in what was called since. */
  take(): void;
  /** What was told by that `response_url`, in the order of the calls. */
  answers(path: string): readonly string[];
  /** What was false when it was written, even if it was made good afterwards. */
  readonly lies: readonly Lie[];
}

/** No incident of a run is ever deleted, and the app's own role is nobody whom people know. */
const neverTrue = {
  'no open incident is told as gone': /No longer in Incident Manager|knows no such thing|No incident [\da-f]{8}/,
  'whoever acted is named, not the app': /slack-app|SlackApp/,
};

/** Calls by which the app writes something that people read. */
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
