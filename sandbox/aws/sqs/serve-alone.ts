import { credentialScope } from '../credential-scope.ts';
import type { ServiceHandler } from '../handler.ts';
import { serve } from '../serve.ts';

/**
 * Serves one embedded service on 127.0.0.1, on a free port. Signatures are not verified, and every caller belongs to
 * account 111122223333.
 * @returns `url`, the client's `endpoint`, and `close`
 */
export function serveAlone(handler: ServiceHandler) {
  return serve(0, (raw) => {
    const scope = credentialScope(raw.headers.authorization);
    return handler({
      ...raw,
      account: '111122223333',
      principal: 'arn:aws:iam::111122223333:user/sandbox',
      region: scope?.region ?? 'us-east-1',
      service: scope?.service ?? '',
    });
  });
}

export type ServedAlone = Awaited<ReturnType<typeof serveAlone>>;
