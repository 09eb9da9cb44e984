import { AppError } from '../errors.ts';

/**
 * The Region that every AWS SDK would find for itself (environment, profile).
 * @throws AppError `configuration` when there is none
 */
export async function ownRegion(): Promise<string> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({});
  try {
    return await client.config.region();
  } catch (cause) {
    const line = 'INCIDENT_REGIONS: found nothing, expected Regions like eu-west-1,us-east-1 (or set AWS_REGION)';
    throw new AppError('configuration', line, { cause });
  } finally {
    client.destroy();
  }
}
