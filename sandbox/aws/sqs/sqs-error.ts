/**
 * An SQS error. `shape` is its name in the JSON protocol; `queryCode` is what clients of the older query protocol (and
 * the SDK's `Code`) receive.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  readonly shape: string;
  readonly queryCode: string;
  readonly status: number;

  constructor(shape: string, message: string, queryCode = shape, status = 400) {
    super(message);
    this.shape = shape;
    this.queryCode = queryCode;
    this.status = status;
  }
}

const legacy = (name: string) => `AWS.SimpleQueueService.${name}`;

export const queueDoesNotExist = () =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', legacy('NonExistentQueue'));

export const queueNameExists = (attribute: string) =>
  new SqsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    'QueueAlreadyExists',
  );

export const invalidParameter = (message: string) => new SqsError('InvalidParameterValue', message);

export const missingParameter = (name: string) =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const missingDeduplication = () =>
  invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );

export const invalidAttributeName = (name: string) =>
  new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

export const invalidAttributeValue = (name: string) =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export const invalidMessageContents = () =>
  new SqsError('InvalidMessageContents', 'Invalid characters found in the message.');

export const invalidReceiptHandle = (handle: string) =>
  new SqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);

export const expiredReceiptHandle = (handle: string) =>
  invalidParameter(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`);

export const messageNotInflight = (handle: string) =>
  new SqsError(
    'MessageNotInflight',
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    legacy('MessageNotInflight'),
  );

export const batchErrors = {
  empty: () =>
    new SqsError(
      'EmptyBatchRequest',
      'There should be at least one entry in the request.',
      legacy('EmptyBatchRequest'),
    ),
  tooMany: (count: number) =>
    new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${count}.`,
      legacy('TooManyEntriesInBatchRequest'),
    ),
  notDistinct: (id: string) =>
    new SqsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, legacy('BatchEntryIdsNotDistinct')),
  invalidId: () =>
    new SqsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      legacy('InvalidBatchEntryId'),
    ),
  tooLong: (bytes: number, limit: number) =>
    new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${limit} bytes. You have sent ${bytes} bytes.`,
      legacy('BatchRequestTooLong'),
    ),
};
