import { createServer } from 'node:http';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { chunks } from '../../src/batches.ts';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { readHttpBody } from '../../src/fronts/http/server.ts';
import type { BuiltFunctions } from '../../test/lambda/built-functions.ts';
import { toEvent } from '../../test/lambda/lambda-backends.ts';

type Started = ReturnType<BuiltFunctions['start']>;

/** Instances of one function. Each handles one event at a time, as in Lambda; what finds none free waits. */
export function createInstances(start: () => Started, count: number) {
  const all = Array.from({ length: count }, start);
  const free = [...all];
  const waiting: ((instance: Started) => void)[] = [];
  return {
    async invoke(event: unknown): Promise<unknown> {
      const instance = free.pop() ?? (await new Promise<Started>((resolve) => waiting.push(resolve)));
      try {
        return await instance.invoke(event);
      } finally {
        const next = waiting.shift();
        if (next) next(instance);
        else free.push(instance);
      }
    },
    stop: () => Promise.all(all.map((each) => each.stop())),
  };
}

type Invoke = (event: unknown) => Promise<unknown>;

/**
 * What Lambda does for a function on an SQS queue: polls it, invokes the function with up to ten messages, and deletes those
 * that it did not report as failed.
 * @param concurrency the most invocations at once
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function startEventSource(endpoint: string, QueueUrl: string, concurrency: number, invoke: Invoke) {
  const credentials = { accessKeyId: 'AKIDSANDBOX000000000', secretAccessKey: 'sandbox' };
  const client = new SQSClient({ endpoint, region: 'eu-west-1', credentials });
  const stopping = new AbortController();
  const ask: ReceiveMessageCommandInput = {
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ['All'],
  };

  async function receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand(ask);
    const received = client.send(command, { abortSignal: stopping.signal });
    return (await received.catch(() => undefined))?.Messages ?? [];
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await receive();
      if (messages.length === 0) continue;
      const response = (await invoke(toEvent(messages, QueueUrl))) as SQSBatchResponse;
      const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
      for (const part of chunks(done, 10)) {
        const Entries = part.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    }
  }

  const polling = Promise.allSettled(Array.from({ length: concurrency }, poll));
  return {
    async stop(): Promise<void> {
      stopping.abort();
      await polling;
      client.destroy();
    },
  };
}

/** SNS's subscription of a function: takes what SNS sends over HTTP, and invokes the function with it. */
export async function serveSubscription(invoke: Invoke) {
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await readHttpBody(request, 1_000_000)) ?? Buffer.alloc(0);
      const envelope = JSON.parse(body.toString()) as { Type: string; SubscribeURL?: string };
      if (envelope.SubscribeURL !== undefined && envelope.Type !== 'Notification') await fetch(envelope.SubscribeURL);
      else await invoke({ Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: envelope }] });
      response.end();
    })().catch(() => response.destroy());
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}
