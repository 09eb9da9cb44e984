import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import { SSMIncidents } from '@aws-sdk/client-ssm-incidents';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { createEmbeddedAws, type EmbeddedAwsOptions } from '../../aws/embedded-aws.ts';

export const noon = Date.UTC(2026, 10, 23, 12);

/** An embedded AWS on a clock that tests move, closed after the test, with real clients that do not retry. */
export async function startAws(options: EmbeddedAwsOptions = {}) {
  const clock = { nowMs: noon };
  const aws = await createEmbeddedAws({ now: () => clock.nowMs, ...options });
  onTestFinished(() => aws.close());
  const configure = (region: string, accessKeyId: string) => ({
    region,
    endpoint: aws.url,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  });
  return {
    aws,
    clock,
    client: (region = 'eu-west-1', key = 'AKIATEST') => new SSMIncidents(configure(region, key)),
    ssm: (region = 'eu-west-1', key = 'AKIATEST') => new SSMClient(configure(region, key)),
    cloudwatch: (region = 'eu-west-1', key = 'AKIATEST') => new CloudWatchClient(configure(region, key)),
    sts: (key = 'AKIATEST') => new STSClient(configure('eu-west-1', key)),
  };
}
