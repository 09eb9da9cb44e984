import type { JobQueue, JobToSend } from '../jobs/queue.ts';

/**
 * Two queues that the app sees as one: what people wait for and what touches no card is sent to `people`, the rest to `main`.
 * Jobs about a card are all in one queue, because each queue alone knows which of its groups has a job running.
 * @returns the queue of the worker; one of its own receives from `people`
 */
export function withPeopleQueue(main: JobQueue, people: JobQueue): JobQueue {
  return {
    ...main,
    send: (jobs) => sendApart(jobs, main, people),
    async stats() {
      const [all, apart] = await Promise.all([main.stats(), people.stats()]);
      // Both have the same dead letters.
      return { ...all, waiting: all.waiting + apart.waiting, running: all.running + apart.running };
    },
    async probe() {
      await Promise.all([main.probe(), people.probe()]);
    },
  };
}

/** Sends each job to its queue. @param people absent: all jobs go to `main` */
export async function sendApart(
  jobs: readonly JobToSend[],
  main: Pick<JobQueue, 'send'>,
  people: Pick<JobQueue, 'send'> = main,
): Promise<void> {
  const { apart = [], rest = [] } = Object.groupBy(jobs, ({ touchesNoCard }) => (touchesNoCard ? 'apart' : 'rest'));
  await Promise.all([rest.length > 0 && main.send(rest), apart.length > 0 && people.send(apart)]);
}
