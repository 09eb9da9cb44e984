import type { DatabaseSync } from 'node:sqlite';

/**
 * Makes a database as full as its disk can be: the file cannot grow, and the room that is left in its pages is taken.
 * @returns makes room again
 */
export function fillDatabase(database: DatabaseSync): () => void {
  database.exec('PRAGMA max_page_count = 1');
  const insert = database.prepare('INSERT INTO items (partition_key, sort_key, value, version) VALUES (?, ?, ?, 1)');
  let number = 0;
  for (let size = 8000; size > 0; ) {
    try {
      number += 1;
      insert.run('fill', String(number), '1'.repeat(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  return () => database.exec('PRAGMA max_page_count = 1000000');
}
