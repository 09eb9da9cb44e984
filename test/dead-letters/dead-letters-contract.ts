import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeadLetters } from '../../src/jobs/dead-letters.ts';
import type { Delivery, JobQueue } from '../../src/jobs/queue.ts';
import { slackJob, textOf } from '../jobs/slack-job.ts';

export interface OpenedDeadLetters {
  queue: JobQueue;
  letters: DeadLetters;
  /** Puts a text into the queue that may be no job. */
  sendRaw(group: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** What an operator does with dead letters, alike in both queues. Called by the test file of each. */
export function deadLettersContract(name: string, open: () => Promise<OpenedDeadLetters>): void {
  describe(`dead letters in ${name}`, () => {
    let opened: OpenedDeadLetters;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    async function takeOne(): Promise<Delivery> {
      const [delivery] = await opened.queue.receive(1, 0);
      if (delivery === undefined) throw new Error('nothing was delivered');
      return delivery;
    }

    async function park(group: string, text: string): Promise<void> {
      await opened.queue.send([{ group, dedupeId: text, job: slackJob(text) }]);
      await opened.queue.deadLetter(await takeOne(), `AppError: ${text} was refused.`);
    }

    const listed = async () => (await opened.letters.list()).letters;

    test('none is an empty list', async () => {
      expect(await opened.letters.list()).toEqual({ letters: [], hidden: 0 });
    });

    test('are listed with their reason, and stay listed', async () => {
      await park('card a', 'one');
      await park('card b', 'two');
      const letters = await listed();
      expect(letters).toMatchObject([
        { group: 'card a', content: slackJob('one'), reason: 'AppError: one was refused.', attempt: 1 },
        { group: 'card b', content: slackJob('two'), reason: 'AppError: two was refused.', attempt: 1 },
      ]);
      expect(letters.every(({ sentAtMs, failedAtMs }) => failedAtMs >= sentAtMs && sentAtMs > 0)).toBe(true);
      expect(await listed()).toEqual(letters);
    });

    test('a retried job is delivered in its group as a new one, and is no dead letter any more', async () => {
      await park('card a', 'one');
      await park('card a', 'two');
      const [first, second] = await listed();
      expect(await opened.letters.retry(first?.id ?? '')).toMatchObject({ content: slackJob('one') });
      const delivery = await takeOne();
      expect(delivery).toMatchObject({ group: 'card a', attempt: 1 });
      expect(textOf(delivery)).toBe('one');
      expect((await listed()).map(({ id }) => id)).toEqual([second?.id]);
    });

    test('a dropped one is gone, the others stay', async () => {
      await park('card a', 'one');
      await park('card b', 'two');
      const [first, second] = await listed();
      await opened.letters.drop(first?.id ?? '');
      expect((await listed()).map(({ id }) => id)).toEqual([second?.id]);
      expect(await opened.queue.receive(1, 0)).toEqual([]);
    });

    test('an id that names none changes nothing', async () => {
      await park('card a', 'one');
      await expect(opened.letters.retry('77')).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(opened.letters.drop('')).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await listed()).toHaveLength(1);
    });

    test('what this version cannot read is listed as it is, can be dropped, and is not retried', async () => {
      await opened.sendRaw('card a', 'not JSON');
      expect(await opened.queue.receive(1, 0)).toEqual([]);
      const [letter] = await listed();
      expect(letter).toMatchObject({ content: 'not JSON', attempt: 0 });
      expect(letter?.reason).toMatch(/^not a job/);
      await expect(opened.letters.retry(letter?.id ?? '')).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await listed()).toHaveLength(1);
      await opened.letters.drop(letter?.id ?? '');
      expect(await listed()).toEqual([]);
    });
  });
}
