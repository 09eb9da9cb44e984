import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ServiceHandler, ServiceRequest, ServiceResponse } from '../handler.ts';
import { createQueues, type Queues } from './queues.ts';
import { invalidParameter, missingParameter, SqsError } from './sqs-error.ts';
import { sqsOperations } from './sqs-operations.ts';

export interface EmbeddedSqsOptions {
  /** Epoch milliseconds: visibility, delays, retention and deduplication use this clock. */
  now?: () => number;
}

export interface EmbeddedSqs {
  handler: ServiceHandler;
  /** The queues, for code in the same process. */
  queues: Queues;
  /** Ends all long polls. */
  close(): void;
}

/**
 * Amazon SQS in memory: AWS JSON 1.0 as `@aws-sdk/client-sqs` speaks it, standard and FIFO queues.
 *
 * A message (body and attributes) may have 1 MiB, SQS's limit since August 2025. Queue URLs carry the host the request
 * was sent to. Signatures and permissions are not checked.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export function createEmbeddedSqs({ now = Date.now }: EmbeddedSqsOptions = {}): EmbeddedSqs {
  const queues = createQueues(now);
  const stop = new AbortController();
  return {
    queues,
    close: () => stop.abort(),
    async handler(request) {
      try {
        const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
        const context = { queues, caller: request, origin, now, stopped: stop.signal };
        return answer(200, await operationOf(request)(inputOf(request), context));
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

function operationOf({ headers }: ServiceRequest) {
  const target = headers['x-amz-target'];
  const name = typeof target === 'string' && target.startsWith('AmazonSQS.') ? target.slice(10) : '';
  const operation = Object.hasOwn(sqsOperations, name) ? sqsOperations[name] : undefined;
  if (operation === undefined) {
    throw new SqsError('InvalidAction', `The action ${name} is not valid for this endpoint.`);
  }
  return operation;
}

function inputOf({ body }: ServiceRequest): unknown {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    throw new SqsError('SerializationException', 'The request body is not JSON.');
  }
}

function refusal(error: unknown): ServiceResponse {
  const known = error instanceof z.ZodError ? inputError(error) : error;
  if (!(known instanceof SqsError)) throw error;
  const body = { __type: `com.amazonaws.sqs#${known.shape}`, message: known.message };
  return answer(known.status, body, { 'x-amzn-query-error': `${known.queryCode};Sender` });
}

function inputError({ issues: [issue] }: z.ZodError): SqsError {
  const path = issue?.path.join('.') ?? '';
  return issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? missingParameter(path)
    : invalidParameter(`The value of ${path} is invalid: ${issue?.message}.`);
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID(), ...headers },
    // Operations without output send an empty body, as SQS does.
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
