import { z } from 'zod';
import { runBatch } from './batch.ts';
import { receiveWaiting } from './long-poll.ts';
import { attributesBytes, messageAttributesSchema } from './message-attributes.ts';
import type { MessageToSend } from './message-to-send.ts';
import type { QueueOwner, Queues } from './queues.ts';
import { checkSystemNames, describeMessage, describeQueue } from './sqs-answers.ts';
import { batchErrors, invalidParameter, queueDoesNotExist } from './sqs-error.ts';
import type { SqsQueue } from './sqs-queue.ts';

/** The context of an operation. */
export interface SqsContext {
  queues: Queues;
  caller: QueueOwner;
  /** Base of queue URLs, for example `http://127.0.0.1:4566`. */
  origin: string;
  now: () => number;
  /** Aborted when the service stops. */
  stopped: AbortSignal;
}

const message = {
  MessageBody: z.string(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: messageAttributesSchema.optional(),
  MessageSystemAttributes: messageAttributesSchema.optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const queueUrl = { QueueUrl: z.string() };
const handle = { ReceiptHandle: z.string() };
const visibility = { VisibilityTimeout: z.number() };
const entries = <T extends z.ZodRawShape>(shape: T) => ({ Entries: z.array(z.object({ Id: z.string(), ...shape })) });
const names = z.array(z.string()).optional();
const attributes = z.record(z.string(), z.string());

/** Throws an SqsError, or a ZodError when the input does not have the operation's shape. */
type Operation = (input: unknown, context: SqsContext) => unknown;

function operation<T extends z.ZodRawShape>(
  shape: T,
  run: (input: z.infer<z.ZodObject<T>>, context: SqsContext) => unknown,
): Operation {
  const schema = z.object(shape);
  return (input, context) => run(schema.parse(input), context);
}

/** The operations, by the name in `X-Amz-Target` after `AmazonSQS.`. */
export const sqsOperations: Readonly<Record<string, Operation>> = {
  CreateQueue: operation({ QueueName: z.string(), Attributes: attributes.optional() }, (input, context) => ({
    QueueUrl: urlOf(context.queues.create(context.caller, input.QueueName, input.Attributes ?? {}), context),
  })),
  DeleteQueue: operation(queueUrl, (input, context) => context.queues.remove(queueAt(input.QueueUrl, context))),
  GetQueueUrl: operation({ QueueName: z.string() }, (input, context) => ({
    QueueUrl: urlOf(context.queues.byName(context.caller, input.QueueName), context),
  })),
  ListQueues: operation({ QueueNamePrefix: z.string().optional() }, (input, context) => ({
    QueueUrls: context.queues
      .list(context.caller)
      .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''))
      .map((queue) => urlOf(queue, context)),
  })),
  GetQueueAttributes: operation({ ...queueUrl, AttributeNames: names }, (input, context) => ({
    Attributes: describeQueue(queueAt(input.QueueUrl, context), input.AttributeNames ?? []),
  })),
  SetQueueAttributes: operation({ ...queueUrl, Attributes: attributes }, (input, context) =>
    context.queues.configure(queueAt(input.QueueUrl, context), input.Attributes),
  ),
  PurgeQueue: operation(queueUrl, (input, context) => queueAt(input.QueueUrl, context).purge()),
  SendMessage: operation({ ...queueUrl, ...message }, (input, context) =>
    send(queueAt(input.QueueUrl, context), input),
  ),
  SendMessageBatch: operation({ ...queueUrl, ...entries(message) }, (input, context) => {
    const queue = queueAt(input.QueueUrl, context);
    const bytes = input.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    return runBatch(
      input.Entries,
      (entry) => send(queue, entry),
      () => {
        if (bytes > 1_048_576) throw batchErrors.tooLong(bytes, 1_048_576);
      },
    );
  }),
  ReceiveMessage: operation(
    {
      ...queueUrl,
      AttributeNames: names,
      MessageSystemAttributeNames: names,
      MessageAttributeNames: names,
      MaxNumberOfMessages: z.number().optional(),
      VisibilityTimeout: z.number().optional(),
      WaitTimeSeconds: z.number().optional(),
    },
    async (input, context) => {
      const queue = queueAt(input.QueueUrl, context);
      const settings = queue.settings();
      const limit = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
      const waitSeconds = within('WaitTimeSeconds', input.WaitTimeSeconds ?? settings.waitSeconds, 0, 20);
      const hiddenMs = visibilityMs(input.VisibilityTimeout ?? settings.visibilitySeconds);
      const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      checkSystemNames(systemNames);
      const { now, stopped } = context;
      const received = await receiveWaiting(queue, limit, hiddenMs, waitSeconds * 1000, now, stopped);
      const described = received.map((one) =>
        describeMessage(one, systemNames, input.MessageAttributeNames ?? [], context.caller),
      );
      return described.length === 0 ? {} : { Messages: described };
    },
  ),
  DeleteMessage: operation({ ...queueUrl, ...handle }, (input, context) =>
    queueAt(input.QueueUrl, context).remove(input.ReceiptHandle),
  ),
  DeleteMessageBatch: operation({ ...queueUrl, ...entries(handle) }, (input, context) => {
    const queue = queueAt(input.QueueUrl, context);
    return runBatch(input.Entries, (entry) => queue.remove(entry.ReceiptHandle));
  }),
  ChangeMessageVisibility: operation({ ...queueUrl, ...handle, ...visibility }, (input, context) =>
    queueAt(input.QueueUrl, context).changeVisibility(input.ReceiptHandle, visibilityMs(input.VisibilityTimeout)),
  ),
  ChangeMessageVisibilityBatch: operation(
    { ...queueUrl, ...entries({ ...handle, ...visibility }) },
    (input, context) => {
      const queue = queueAt(input.QueueUrl, context);
      return runBatch(input.Entries, (entry) =>
        queue.changeVisibility(entry.ReceiptHandle, visibilityMs(entry.VisibilityTimeout)),
      );
    },
  ),
};

type Message = z.infer<z.ZodObject<typeof message>>;

function send(queue: SqsQueue, input: Message) {
  const { id, bodyMd5, attributesMd5, sequence } = queue.send(toSend(input));
  return {
    MessageId: id,
    MD5OfMessageBody: bodyMd5,
    MD5OfMessageAttributes: attributesMd5,
    SequenceNumber: sequence,
  };
}

function toSend(input: Message): MessageToSend {
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes,
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    dedupeId: input.MessageDeduplicationId,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
  };
}

const sizeOf = (input: Message) =>
  Buffer.byteLength(input.MessageBody) + attributesBytes(input.MessageAttributes ?? {});

const visibilityMs = (seconds: number) => within('VisibilityTimeout', seconds, 0, 43_200) * 1000;

function within(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${min} and <= ${max}, if provided.`,
  );
}

function urlOf(queue: SqsQueue, { origin }: SqsContext): string {
  return `${origin}/${queue.arn.split(':')[4]}/${queue.name}`;
}

function queueAt(url: string, { queues, caller }: SqsContext): SqsQueue {
  const [account, name, ...rest] = (URL.parse(url)?.pathname ?? url).split('/').filter((part) => part !== '');
  if (account === undefined || name === undefined || rest.length > 0) throw queueDoesNotExist();
  return queues.byName({ account, region: caller.region }, name);
}
