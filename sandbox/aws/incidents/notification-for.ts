import { type Change, detailOf, detailTypeOf, isPublished } from './change.ts';

/**
 * The text that Incident Manager publishes to the incident's topics; `undefined` if it publishes nothing. AWS does not
 * document it. The shape is that of an EventBridge event, which subscribers read: `detail-type`, `resources[0]` and
 * `detail`.
 */
export function notificationFor(change: Change): string | undefined {
  if (!isPublished(change)) return undefined;
  return JSON.stringify({
    version: '0',
    id: change.id,
    'detail-type': detailTypeOf(change),
    source: 'aws.ssm-incidents',
    account: change.account,
    time: new Date(change.atMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: change.region,
    resources: [change.arn],
    detail: detailOf(change),
  });
}
