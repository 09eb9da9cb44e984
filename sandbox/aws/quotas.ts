/** Requests per second by operation, per account and Region. `*` covers all operations not listed. */
export type Quotas = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * The services' quotas.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 */
export const awsQuotas: Quotas = {
  'ssm-incidents': {
    GetIncidentRecord: 10,
    ListIncidentRecords: 10,
    UpdateIncidentRecord: 5,
    StartIncident: 5,
    CreateTimelineEvent: 10,
    UpdateTimelineEvent: 5,
    DeleteTimelineEvent: 5,
    ListTimelineEvents: 30,
    GetTimelineEvent: 30,
    ListRelatedItems: 10,
    UpdateRelatedItems: 5,
    ListResponsePlans: 10,
    GetResponsePlan: 10,
    ListIncidentFindings: 10,
    BatchGetIncidentFindings: 10,
    ListReplicationSets: 10,
    GetReplicationSet: 10,
    ListTagsForResource: 10,
    '*': 5,
  },
  'ssm-contacts': {
    ListEngagements: 2,
    ListPagesByEngagement: 2,
    DescribeEngagement: 5,
    GetContact: 20,
    StartEngagement: 20,
    '*': 1,
  },
  monitoring: { DescribeAlarms: 9, GetMetricWidgetImage: 20 },
};

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * A token bucket per account, Region and operation: bursts of one second's worth, then the sustained rate. @returns
 * whether the call is within its quota; if so, it has been counted
 */
export function createQuotaCheck(quotas: Quotas, now: () => number) {
  const buckets = new Map<string, Bucket>();

  return function withinQuota(call: { service: string; operation: string; region: string; account: string }): boolean {
    const rates = quotas[call.service];
    const rate = rates?.[call.operation] ?? rates?.['*'];
    if (rate === undefined) return true;
    const key = JSON.stringify([call.service, call.operation, call.region, call.account]);
    const nowMs = now();
    const { tokens, atMs } = buckets.get(key) ?? { tokens: rate, atMs: nowMs };
    const available = Math.min(rate, tokens + ((nowMs - atMs) * rate) / 1000);
    const within = available >= 1;
    buckets.set(key, { tokens: within ? available - 1 : available, atMs: nowMs });
    return within;
  };
}
