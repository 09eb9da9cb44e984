import type { Operation, Operations } from './protocol/operation.ts';

const remembered = 10_000;

/**
 * Runs each operation once per client token and account: a repeated token gets the same response and changes nothing.
 * Failures are not remembered.
 * @param tokenMember the input member that holds the token
 */
export function idempotent(operations: Operations, tokenMember: string): Operations {
  const answers = new Map<string, object>();
  const once = ([name, operation]: [string, Operation]): [string, Operation] => [
    name,
    (input: Record<string, unknown>, caller) => {
      const token = input[tokenMember];
      if (typeof token !== 'string' || token === '') return operation(input as never, caller);
      const key = JSON.stringify([caller.account, name, token]);
      const answer = answers.get(key) ?? operation(input as never, caller);
      answers.set(key, answer);
      const oldest = answers.keys().next();
      if (answers.size > remembered && !oldest.done) answers.delete(oldest.value);
      return answer;
    },
  ];
  return Object.fromEntries(Object.entries(operations).map(once));
}
