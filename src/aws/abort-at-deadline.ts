import { requestSignal } from '../deadline.ts';

/** The part of an AWS SDK client that sends its requests. */
interface AwsClient {
  readonly config: {
    readonly requestHandler: {
      handle(request: never, options?: { abortSignal?: unknown; requestTimeout?: number }): Promise<unknown>;
    };
  };
}

/**
 * Makes a client abort its requests, including retries, at the deadline of the running job.
 * @returns the same client; at the deadline its calls throw AppError `out_of_time`
 */
export function abortAtDeadline<T extends AwsClient>(client: T): T {
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options = {}) => {
    const deadline = requestSignal();
    if (deadline === undefined) return handle(request, options);
    const { abortSignal: own } = options;
    deadline.throwIfAborted();
    try {
      const abortSignal = own instanceof AbortSignal ? AbortSignal.any([own, deadline]) : deadline;
      return await handle(request, { ...options, abortSignal });
    } catch (error) {
      deadline.throwIfAborted();
      throw error;
    }
  };
  return client;
}
