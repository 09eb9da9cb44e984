/** Why a notification was refused. */
export type RefusalCode =
  | 'malformed'
  | 'too_large'
  | 'raw_delivery'
  | 'unknown_topic'
  | 'bad_certificate_url'
  | 'certificate_unavailable'
  | 'bad_certificate'
  | 'bad_signature'
  | 'stale'
  | 'replayed';

/**
 * The HTTP status of each refusal. SNS retries after a 5xx, never after a 4xx, so only a temporary cause is a 5xx. A replay
 * is usually SNS's own redelivery: it is answered with 200.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const statuses: Readonly<Record<RefusalCode, number>> = {
  malformed: 400,
  too_large: 413,
  raw_delivery: 400,
  unknown_topic: 403,
  bad_certificate_url: 403,
  certificate_unavailable: 503,
  bad_certificate: 403,
  bad_signature: 403,
  stale: 403,
  replayed: 200,
};

/** A refused notification. `message` is one line for the log: what was found and what to do, without message content. */
export class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The HTTP status to answer with. */
  get status(): number {
    return statuses[this.code];
  }
}
