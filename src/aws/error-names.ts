import type { ErrorCode } from '../errors.ts';

/**
 * The AWS error names that the app distinguishes, without the suffix `Exception`, which some protocols omit. Each name is
 * listed once. Only a name identifies an error as AWS's: a status code may come from anything between AWS and the app.
 * @see https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */
const namesByCode = {
  throttled: [
    'Throttling',
    'Throttled',
    'TooManyRequests',
    'RequestLimitExceeded',
    'RequestThrottled',
    'BandwidthLimitExceeded',
    'PriorRequestNotComplete',
    'ProvisionedThroughputExceeded',
    'SlowDown',
    'KMSThrottling',
  ],
  aws_unavailable: [
    'InternalServer',
    'InternalServerError',
    'InternalFailure',
    'InternalError',
    'InternalServiceError',
    'InternalServiceFault',
    'ServerInternalError',
    'ServiceUnavailable',
    'Unavailable',
    'RequestTimeout',
    'TimeoutError',
    'IDPCommunicationError',
  ],
  credentials_refused: [
    'CredentialsProviderError',
    'TokenProviderError',
    'ExpiredToken',
    'ExpiredTokenId',
    'UnrecognizedClient',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'InvalidToken',
    'InvalidSecurity',
    'InvalidSignature',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'AuthFailure',
    'IDPRejectedClaim',
    'InvalidIdentityToken',
    'ExpiredTradeInToken',
    'PackedPolicyTooLarge',
    'MalformedPolicyDocument',
    'InvalidAuthorizationMessage',
  ],
  clock_wrong: ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'],
  access_denied: [
    'AccessDenied',
    'UnauthorizedOperation',
    'AuthorizationError',
    'NotAuthorized',
    'OpsItemAccessDenied',
    'KMSAccessDenied',
  ],
  not_enabled: [
    'OptInRequired',
    'SubscriptionRequired',
    'PendingVerification',
    'RegionDisabled',
    'UnsupportedOperation',
    'OutboundWebIdentityFederationDisabled',
  ],
  key_unusable: ['KMSDisabled', 'KMSInvalidState', 'KMSNotFound', 'KMSOptInRequired', 'DataEncryption'],
  quota_reached: [
    'ServiceQuotaExceeded',
    'LimitExceeded',
    'SubscriptionLimitExceeded',
    'FilterPolicyLimitExceeded',
    'TopicLimitExceeded',
    'ReplayLimitExceeded',
    'TagLimitExceeded',
  ],
  no_such_incident: [
    'ResourceNotFound',
    'AutomationExecutionNotFound',
    'AutomationStepNotFound',
    'NotFound',
    'OpsItemNotFound',
  ],
  conflict: ['Conflict', 'ConcurrentAccess', 'StaleTag'],
  invalid_request: [
    'Validation',
    'ValidationError',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidParameterCombination',
    'ParameterValueInvalid',
    'InvalidAutomationSignal',
    'InvalidAction',
    'InvalidQueryParameter',
    'MalformedQueryString',
    'MissingAction',
    'MissingParameter',
    'MissingRequiredParameter',
    'InvalidFormat',
    'InvalidNextToken',
    'MalformedHttpRequest',
    'RequestEntityTooLarge',
    'Serialization',
    'UnknownOperation',
    'OpsItemInvalidParameter',
    'InvalidState',
    'TagPolicy',
    'UserError',
    'Verification',
    'EndpointDisabled',
    'PlatformApplicationDisabled',
    'OptedOut',
    'BatchEntryIdsNotDistinct',
    'BatchRequestTooLong',
    'ContentSizeExceeded',
    'EmptyBatchRequest',
    'InvalidBatchEntryId',
    'TooManyEntriesInBatchRequest',
    'JWTPayloadSizeExceeded',
    'SessionDurationEscalation',
  ],
} as const satisfies Partial<Record<ErrorCode, readonly string[]>>;

type AwsErrorCode = keyof typeof namesByCode;

const codes = new Map<string, AwsErrorCode>(
  (Object.keys(namesByCode) as AwsErrorCode[]).flatMap((code) => namesByCode[code].map((name) => [name, code])),
);

/** All names of the table. A test checks that each is listed once. */
export const knownAwsNames: readonly string[] = Object.values(namesByCode).flat();

/**
 * The app's code for an AWS error name; `undefined` for an unknown name.
 * @example
 * codeOfAwsName('ThrottlingException'); // 'throttled'
 */
export function codeOfAwsName(name: string): AwsErrorCode | undefined {
  return codes.get(name.replace(/Exception$/, ''));
}
