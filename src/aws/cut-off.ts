import { requestSignal } from '../deadline.ts';

/** What every client of the AWS SDK has: where its requests go out. */
interface AwsClient {
  readonly config: {
    readonly requestHandler: {
      handle(request: never, options?: { abortSignal?: unknown; requestTimeout?: number }): Promise<unknown>;
    };
  };
}

/**
 * Makes a client cut off each of its requests, retries too, when the job that makes it is out of time.
 * @returns the same client; its calls then throw AppError `out_of_time`
 */
export function cutOff<T extends AwsClient>(client: T): T {
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
