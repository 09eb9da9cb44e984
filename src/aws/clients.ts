import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Metrics } from '../metrics.ts';
import { abortAtDeadline } from './abort-at-deadline.ts';
import { toAwsError } from './fault.ts';
import { measureCalls } from './measure-calls.ts';

/** Credentials as the AWS SDK resolves them. */
export type Credentials = Awaited<ReturnType<STSClient['config']['credentials']>>;

/** The app's AWS clients: one for each service, account and Region, loaded and created on first use. */
export interface AwsClients {
  /** @param tries `once`: no SDK retry. For writes: a retry after a lost response may be refused though the write succeeded */
  incidents(region: string, role?: string, tries?: 'once'): Promise<SSMIncidentsClient>;
  automation(region: string, role?: string, tries?: 'once'): Promise<SSMClient>;
  cloudWatch(region: string, role?: string): Promise<CloudWatchClient>;
  sts(region: string): Promise<STSClient>;
  sns(region: string, role?: string, tries?: 'once'): Promise<SNSClient>;
  /** What requests that the app signs itself are reported to, if anything is. */
  readonly metrics?: Metrics;
  /** Credentials for those requests. */
  credentials(region: string, role?: string): Promise<Credentials>;
  close(): void;
}

/**
 * Timeouts: 1 s to connect, 4 s for the response, one retry with the SDK's jittered backoff. More retries would only keep
 * requesters waiting, because the queue retries the whole job.
 */
const settings = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
};

const settingsFor = (tries: 'once' | undefined) => (tries === 'once' ? { ...settings, maxAttempts: 1 } : settings);

/** Creates clients with the credentials of the environment, or of a role to assume. */
export function createAwsClients(metrics?: Metrics): AwsClients {
  const clients = new Map<string, Promise<{ destroy(): void }>>();

  const prepared = <T extends Parameters<typeof abortAtDeadline>[0] & Parameters<typeof measureCalls>[0]>(
    client: T,
  ): T => measureCalls(abortAtDeadline(client), metrics);

  function cached<T extends { destroy(): void }>(key: string, create: () => Promise<T>): Promise<T> {
    const known = clients.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const client = create();
    clients.set(key, client);
    client.catch(() => clients.delete(key));
    return client;
  }

  async function credentialsFor(role: string | undefined, region: string) {
    if (role === undefined) return {};
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const params = { RoleArn: role, RoleSessionName: 'slack-incident-manager', DurationSeconds: 3600 };
    const assume = fromTemporaryCredentials({ params, clientConfig: { ...settings, region } });
    const credentials = () =>
      assume().catch((error: unknown) => {
        throw toAwsError(error, `sts:AssumeRole on ${role}`);
      });
    return { credentials };
  }

  return {
    ...(metrics && { metrics }),
    incidents: (region, role, tries) =>
      cached(`incidents ${region} ${role} ${tries}`, async () => {
        const { SSMIncidentsClient } = await import('@aws-sdk/client-ssm-incidents');
        return prepared(
          new SSMIncidentsClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }),
        );
      }),
    automation: (region, role, tries) =>
      cached(`automation ${region} ${role} ${tries}`, async () => {
        const { SSMClient } = await import('@aws-sdk/client-ssm');
        return prepared(new SSMClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }));
      }),
    cloudWatch: (region, role) =>
      cached(`cloudwatch ${region} ${role}`, async () => {
        const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
        return prepared(new CloudWatchClient({ ...settings, region, ...(await credentialsFor(role, region)) }));
      }),
    sts: (region) =>
      cached(`sts ${region}`, async () => {
        const { STSClient } = await import('@aws-sdk/client-sts');
        return prepared(new STSClient({ ...settings, region }));
      }),
    sns: (region, role, tries) =>
      cached(`sns ${region} ${role} ${tries}`, async () => {
        const { SNSClient } = await import('@aws-sdk/client-sns');
        return prepared(new SNSClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }));
      }),
    // The STS client's credential chain caches and renews the credentials.
    credentials: async (region, role) => {
      const client = await cached(`signing ${region} ${role}`, async () => {
        const { STSClient } = await import('@aws-sdk/client-sts');
        return new STSClient({ ...settings, region, ...(await credentialsFor(role, region)) });
      });
      return client.config.credentials();
    },
    close() {
      for (const client of clients.values()) void client.then((it) => it.destroy()).catch(() => undefined);
      clients.clear();
    },
  };
}
