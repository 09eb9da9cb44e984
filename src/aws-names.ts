/** How AWS names partitions, Regions and topics: parts of regular expressions, and what follows from a name. */

export const partitions: readonly string[] = ['aws', 'aws-cn', 'aws-us-gov'];

/** Matches a partition: `aws`, `aws-cn`. */
export const partitionPattern = 'aws(?:-cn|-us-gov)?';
/** Matches a Region: `eu-west-1`, `us-gov-east-1`. */
export const regionPattern = '[a-z]{2}(?:-[a-z]{1,20}){1,3}-\\d{1,2}';
/** Matches the ARN of an SNS topic. */
export const topicArnPattern = `arn:${partitionPattern}:sns:${regionPattern}:\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?`;

const regionName = new RegExp(`^${regionPattern}$`);
const topicArn = new RegExp(`^${topicArnPattern}$`);

/** Whether a text has the form of a Region's name: hosts that requests and links go to are made of it. */
export const isRegionName = (text: string): boolean => regionName.test(text);
export const isTopicArn = (text: string): boolean => topicArn.test(text);

/** The partition that a Region is in. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** AWS's own address of a service in a Region. */
export const regionalEndpoint = (service: string, region: string): string =>
  `https://${service}.${region}.amazonaws.com${partitionOf(region) === 'aws-cn' ? '.cn' : ''}`;
