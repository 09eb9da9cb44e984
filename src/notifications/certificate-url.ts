// The whole text is compared, so that nothing (user information, port, query, fragment, dots, escapes) has room in it.
const snsCertificate =
  /^https:\/\/sns\.([a-z0-9-]{1,30})\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[0-9a-f]{16,64}\.pem$/;

/** Whether a certificate may be fetched from `url` for a message of this topic. */
export type CertificateUrlRule = (url: string, topicArn: string) => boolean;

/**
 * AWS's own place for SNS's certificates, in the topic's own Region and partition.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const isSnsCertificateUrl: CertificateUrlRule = (url, topicArn) => {
  const match = snsCertificate.exec(url);
  const [, partition, , region] = topicArn.split(':');
  return match !== null && match[1] === region && (match[2] !== undefined) === (partition === 'aws-cn');
};
