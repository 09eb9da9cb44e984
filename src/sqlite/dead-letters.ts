import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type DeadLetter, type DeadLetters, jobOf, letterNamed } from '../jobs/dead-letters.ts';
import { toSqliteError } from './fault.ts';
import { createSqliteJobs, toJobText } from './jobs.ts';
import { inTransaction } from './transaction.ts';

/**
 * The dead letters of the queue in a SQLite database. A running app may use the database at the same time; its worker takes
 * a retried job within a second. `close()` leaves the database open.
 */
export function createSqliteDeadLetters(database: DatabaseSync, now: () => number): DeadLetters {
  const jobs = createSqliteJobs(database);
  const all = database.prepare('SELECT * FROM parked_jobs ORDER BY parked_at, id');
  const deleteRow = database.prepare('DELETE FROM parked_jobs WHERE id = :id');

  const letters = (): DeadLetter[] => all.all().map(toLetter);

  /** @throws AppError `storage_unavailable` when the database is busy or the disk is full */
  async function remove(id: string, also: (letter: DeadLetter) => void): Promise<DeadLetter> {
    try {
      return inTransaction(database, () => {
        const letter = letterNamed(letters(), id);
        also(letter);
        deleteRow.run({ id: letter.id });
        return letter;
      });
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  return {
    list: async () => ({ letters: letters(), hidden: 0 }),
    retry: (id) =>
      remove(id, (letter) => {
        const nowMs = now();
        const dedupeId = `retry:${letter.id}:${nowMs}`;
        jobs.add([toJobText({ group: letter.group, dedupeId, job: jobOf(letter) })], nowMs);
      }),
    drop: (id) => remove(id, () => undefined),
    async close() {},
  };
}

function toLetter(row: Record<string, SQLOutputValue>): DeadLetter {
  return {
    id: String(row.id),
    group: String(row.group_name),
    content: contentOf(String(row.job)),
    reason: String(row.reason),
    attempt: Number(row.attempt),
    sentAtMs: Number(row.sent_at),
    failedAtMs: Number(row.parked_at),
  };
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
