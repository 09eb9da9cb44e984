import { type RawRequest, serve } from '../serve.ts';
import type { Signer } from './signer.ts';
import type { Topics } from './topics.ts';

/** SNS's public endpoint: what `sns.<region>.amazonaws.com` serves without a signature. */
export interface PublicHost {
  url: string;
  /** Requested paths, with their query strings. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves the signing certificate, and the links that confirm and end subscriptions. */
export async function servePublicHost(signer: Signer, topics: Topics): Promise<PublicHost> {
  const requests: string[] = [];
  const { url, close } = await serve(0, async (request: RawRequest) => {
    requests.push(`${request.path}?${request.query}`);
    if (request.path === `/${signer.certificateName}`) {
      return { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: signer.certificate };
    }
    const said = follow(request.query, topics);
    return { status: said ? 200 : 404, headers: { 'content-type': 'text/plain' }, body: said ?? 'Not found' };
  });
  return { url, requests, close };
}

function follow(query: URLSearchParams, topics: Topics): string | undefined {
  const value = (name: string) => query.get(name) ?? undefined;
  try {
    if (query.get('Action') === 'ConfirmSubscription') return topics.confirm(value('TopicArn'), value('Token')).arn;
    if (query.get('Action') === 'Unsubscribe') {
      const subscription = topics.subscription(value('SubscriptionArn'));
      topics.unsubscribe(subscription);
      return subscription.arn;
    }
  } catch {
    // An old or forged link has no effect.
  }
  return undefined;
}
