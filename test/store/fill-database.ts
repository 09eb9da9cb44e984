import type { DatabaseSync } from 'node:sqlite';

/**
 * Fills a database completely: the file cannot grow, and free space in its pages is used.
 * @returns a function that makes space again
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
