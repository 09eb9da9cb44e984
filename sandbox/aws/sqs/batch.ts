import { batchErrors, SqsError } from './sqs-error.ts';

/**
 * Runs the entries of a batch one by one. Each succeeds (with the result of `run`) or fails on its own.
 * @throws SqsError when the batch as a whole is refused
 */
export function runBatch<T extends { Id: string }>(
  entries: readonly T[],
  run: (entry: T) => unknown,
  checkWhole: () => void = () => {},
) {
  if (entries.length === 0) throw batchErrors.empty();
  if (entries.length > 10) throw batchErrors.tooMany(entries.length);
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw batchErrors.invalidId();
    if (ids.has(Id)) throw batchErrors.notDistinct(Id);
    ids.add(Id);
  }
  checkWhole();
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      const answer = run(entry);
      Successful.push({ Id: entry.Id, ...(typeof answer === 'object' ? answer : {}) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  }
  // Empty lists are omitted, as SQS does: the SDK distinguishes absent from empty.
  return { ...(Successful.length > 0 && { Successful }), ...(Failed.length > 0 && { Failed }) };
}
