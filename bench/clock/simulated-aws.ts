import { awsQuotas, createQuotaCheck } from 'slack-aws-sandbox/aws';
import type { EngagementsRead, ReadEngagements } from '../../src/aws/read/engagements.ts';
import type { ReadSnapshot } from '../../src/aws/read/read-snapshot.ts';
import { AppError } from '../../src/errors.ts';
import { type IncidentHistory, recordAt } from './incident-history.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Requests seen by AWS. */
export interface SimulatedAws {
  readSnapshot: ReadSnapshot;
  readEngagements: ReadEngagements;
  reads: number;
  engagements: number;
  throttled: number;
}

/** Simulated Incident Manager with AWS's quotas and latency. */
export function createSimulatedAws(
  time: VirtualTime,
  random: () => number,
  histories: ReadonlyMap<string, IncidentHistory>,
  latencyMs: number,
): SimulatedAws {
  const within = createQuotaCheck(awsQuotas, time.now);
  const aws = { reads: 0, engagements: 0, throttled: 0 };

  async function call(service: string, operation: string, account: string): Promise<void> {
    await time.sleep(latencyMs * (0.5 + random()));
    if (within({ service, operation, region: 'eu-west-1', account })) return;
    aws.throttled += 1;
    throw new AppError('throttled', 'AWS is limiting requests.');
  }

  return Object.assign(aws, {
    async readSnapshot({ arn, account }: Parameters<ReadSnapshot>[0]) {
      await call('ssm-incidents', 'GetIncidentRecord', account);
      aws.reads += 1;
      const history = histories.get(arn);
      const record = history && recordAt(history, time.now());
      if (record === undefined) throw new AppError('no_such_incident', 'No such incident.');
      return { record, readAtMs: time.now() };
    },
    async readEngagements({ account }: Parameters<ReadSnapshot>[0]): Promise<EngagementsRead> {
      await call('ssm-contacts', 'ListEngagements', account);
      aws.engagements += 1;
      return { engagements: [], incomplete: false };
    },
  });
}
