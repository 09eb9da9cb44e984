import type { EmbeddedSlack } from 'slack-aws-sandbox/slack';

/** What of the app's calls to Slack is worth keeping: the log itself forgets. */
export interface CallTally {
  /** Takes in what was called since. */
  take(): void;
  /** What was told by that `response_url`, in the order of the calls. */
  answers(path: string): readonly string[];
}

export function tallyCalls({ calls }: Pick<EmbeddedSlack, 'calls'>): CallTally {
  const answers = new Map<string, string[]>();
  return {
    take() {
      for (const { args, ok } of calls.all('response_url')) {
        const path = String(args.path);
        if (ok) answers.set(path, [...(answers.get(path) ?? []), String(args.text)]);
      }
      calls.clear();
    },
    answers: (path) => answers.get(path) ?? [],
  };
}
