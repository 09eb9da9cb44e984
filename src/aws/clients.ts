import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents';
import type { STSClient } from '@aws-sdk/client-sts';
import { cutOff } from './cut-off.ts';
import { toAwsError } from './fault.ts';

/** An access key, as every AWS client resolves it. */
export type Credentials = Awaited<ReturnType<STSClient['config']['credentials']>>;

/** The app's AWS clients, one for each service, account and Region, made (and their code loaded) when first used. */
export interface AwsClients {
  /** @param tries `once`: for writes, so that a refusal is never the answer to a second try of one that was done */
  incidents(region: string, role?: string, tries?: 'once'): Promise<SSMIncidentsClient>;
  automation(region: string, role?: string, tries?: 'once'): Promise<SSMClient>;
  cloudWatch(region: string, role?: string): Promise<CloudWatchClient>;
  sts(region: string): Promise<STSClient>;
  sns(region: string, role?: string, tries?: 'once'): Promise<SNSClient>;
  /** For requests that are signed by hand. */
  credentials(region: string, role?: string): Promise<Credentials>;
  close(): void;
}

/**
 * Every call ends: 1 s to connect, 4 s to answer, one retry with the SDK's own jittered back-off. A job is retried as a
 * whole, so more patience here would only keep people waiting.
 */
const settings = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
};

const settingsFor = (tries: 'once' | undefined) => (tries === 'once' ? { ...settings, maxAttempts: 1 } : settings);

/** Makes clients with the credentials of the environment, or of a role to assume. */
export function createAwsClients(): AwsClients {
  const made = new Map<string, Promise<{ destroy(): void }>>();

  function once<T extends { destroy(): void }>(key: string, make: () => Promise<T>): Promise<T> {
    const known = made.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const client = make();
    made.set(key, client);
    client.catch(() => made.delete(key));
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
    incidents: (region, role, tries) =>
      once(`incidents ${region} ${role} ${tries}`, async () => {
        const { SSMIncidentsClient } = await import('@aws-sdk/client-ssm-incidents');
        return cutOff(
          new SSMIncidentsClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }),
        );
      }),
    automation: (region, role, tries) =>
      once(`automation ${region} ${role} ${tries}`, async () => {
        const { SSMClient } = await import('@aws-sdk/client-ssm');
        return cutOff(new SSMClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }));
      }),
    cloudWatch: (region, role) =>
      once(`cloudwatch ${region} ${role}`, async () => {
        const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
        return cutOff(new CloudWatchClient({ ...settings, region, ...(await credentialsFor(role, region)) }));
      }),
    sts: (region) =>
      once(`sts ${region}`, async () => {
        const { STSClient } = await import('@aws-sdk/client-sts');
        return cutOff(new STSClient({ ...settings, region }));
      }),
    sns: (region, role, tries) =>
      once(`sns ${region} ${role} ${tries}`, async () => {
        const { SNSClient } = await import('@aws-sdk/client-sns');
        return cutOff(new SNSClient({ ...settingsFor(tries), region, ...(await credentialsFor(role, region)) }));
      }),
    // The STS client's own credential chain remembers and renews what it found.
    credentials: async (region, role) => {
      const client = await once(`signing ${region} ${role}`, async () => {
        const { STSClient } = await import('@aws-sdk/client-sts');
        return new STSClient({ ...settings, region, ...(await credentialsFor(role, region)) });
      });
      return client.config.credentials();
    },
    close() {
      for (const client of made.values()) void client.then((it) => it.destroy()).catch(() => undefined);
      made.clear();
    },
  };
}
