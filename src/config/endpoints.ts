import { regionPattern } from '../aws-names.ts';

/**
 * Where AWS's services are: as every AWS SDK takes it from the environment, for the calls that the app signs itself and for
 * those that name a queue.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The address given for a service; an empty variable counts as unset.
 * @param variable the service's own, for example `AWS_ENDPOINT_URL_SSM_CONTACTS`
 * @returns `undefined` where none is given: AWS's own
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function givenEndpoint(environment: Environment, variable: string): string | undefined {
  return set(environment[variable]) ?? set(environment.AWS_ENDPOINT_URL);
}

/** The address a request of AWS's JSON protocols is posted to: the endpoint's own path, with a slash at its end. */
export function requestUrl(endpoint: string): URL {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}

const awsHosts = new RegExp(
  String.raw`^sqs(?:-fips)?\.${regionPattern}\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$|^(?:${regionPattern}\.)?queue\.amazonaws\.com$`,
);
const regionInHost = new RegExp(String.raw`(?:^|\.)(?:sqs(?:-fips)?\.)?(${regionPattern})\.`);

/**
 * Where calls about a queue go: to `AWS_ENDPOINT_URL_SQS`, else to the host in the queue's own address, which
 * `AWS_ENDPOINT_URL` stands in for where that host is AWS's.
 */
export function queueEndpoint(queueUrl: string, environment: Environment): string {
  const { hostname, origin } = new URL(queueUrl);
  const general = awsHosts.test(hostname) ? set(environment.AWS_ENDPOINT_URL) : undefined;
  return set(environment.AWS_ENDPOINT_URL_SQS) ?? general ?? origin;
}

/**
 * The Region that the host of a queue's address names.
 * @see https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
 */
export function queueRegion(queueUrl: string): string | undefined {
  const { hostname } = new URL(queueUrl);
  if (hostname === 'queue.amazonaws.com') return 'us-east-1';
  return regionInHost.exec(hostname)?.[1];
}

const set = (value: string | undefined): string | undefined => value?.trim() || undefined;
