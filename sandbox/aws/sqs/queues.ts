import { changeAttributes, initialAttributes, type QueueAttributes, settingsOf } from './queue-settings.ts';
import { invalidParameter, queueDoesNotExist, queueNameExists } from './sqs-error.ts';
import { createSqsQueue, type SqsQueue } from './sqs-queue.ts';

export interface QueueOwner {
  account: string;
  region: string;
}

/** All queues of all accounts and Regions. */
export interface Queues {
  /** Returns the existing queue if its attributes are the same. @throws SqsError */
  create(owner: QueueOwner, name: string, attributes: QueueAttributes): SqsQueue;
  /** @throws SqsError */
  byName(owner: QueueOwner, name: string): SqsQueue;
  byArn(arn: string): SqsQueue | undefined;
  /** @throws SqsError */
  configure(queue: SqsQueue, changes: QueueAttributes): void;
  remove(queue: SqsQueue): void;
  list(owner: QueueOwner): SqsQueue[];
}

export function createQueues(now: () => number): Queues {
  const queues = new Map<string, SqsQueue>();
  const arnOf = ({ region, account }: QueueOwner, name: string) => `arn:aws:sqs:${region}:${account}:${name}`;

  const checkRedrive = (attributes: QueueAttributes) => {
    const { redrive, fifo } = settingsOf(attributes);
    if (redrive === undefined) return;
    const target = queues.get(redrive.deadLetterArn);
    const refuse = (reason: string) =>
      invalidParameter(`Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}.`);
    if (target === undefined) throw refuse('Dead letter target does not exist');
    if (target.settings().fifo !== fifo) throw refuse('Dead-letter queue must be same type of queue as the source');
  };

  return {
    create(owner, name, attributes) {
      const fifo = checkName(name, attributes.FifoQueue);
      const arn = arnOf(owner, name);
      const existing = queues.get(arn);
      if (existing !== undefined) {
        const other = Object.entries(attributes).find(([key, value]) => existing.attributes()[key] !== value);
        if (other !== undefined) throw queueNameExists(other[0]);
        return existing;
      }
      const whole = changeAttributes(initialAttributes(fifo), attributes);
      checkRedrive(whole);
      const queue = createSqsQueue({
        arn,
        attributes: whole,
        now,
        deadLetter(target, message) {
          queues.get(target)?.adopt(message);
          return queues.has(target);
        },
      });
      queues.set(arn, queue);
      return queue;
    },
    byName(owner, name) {
      const queue = queues.get(arnOf(owner, name));
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    byArn: (arn) => queues.get(arn),
    configure(queue, changes) {
      checkRedrive(changeAttributes(queue.attributes(), changes));
      queue.setAttributes(changes);
    },
    remove: (queue) => void queues.delete(queue.arn),
    list: (owner) => [...queues.values()].filter(({ arn, name }) => arn === arnOf(owner, name)),
  };
}

function checkName(name: string, fifoQueue: string | undefined): boolean {
  const plain = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
  if (fifoQueue === 'true') {
    if (!/^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name)) {
      throw invalidParameter(
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
      );
    }
    return true;
  }
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw invalidParameter(plain);
  return false;
}
