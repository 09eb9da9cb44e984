import { createSqliteDeadLetters } from '../../src/sqlite/dead-letters.ts';
import { deadLettersContract } from '../dead-letters/dead-letters-contract.ts';
import { sharedDatabaseFile } from './open-queue.ts';

deadLettersContract('the SQLite file, beside the process that runs', async () => {
  const file = sharedDatabaseFile(Date.now);
  const running = file.open();
  const beside = file.open();
  return {
    queue: running.queue,
    letters: createSqliteDeadLetters(beside.database, Date.now),
    async sendRaw(group, text) {
      await running.queue.send([{ group, dedupeId: text, job: { kind: 'confirm', topicArn: '', token: '' } }]);
      running.database.prepare('UPDATE jobs SET job = ?').run(text);
    },
    close: () => file.remove(),
  };
});
