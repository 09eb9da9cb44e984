/** Why a notification was not taken. */
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
 * What the HTTPS front answers. SNS tries again after a 5xx, never after a 4xx, so only what may pass by itself is a
 * 5xx. A replay is SNS's own second delivery more often than an attack: it is answered as done.
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

/** A notification was refused. `message` is one line for the log: what was found and what to do; it quotes no content. */
export class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** HTTP status to answer. */
  get status(): number {
    return statuses[this.code];
  }
}
