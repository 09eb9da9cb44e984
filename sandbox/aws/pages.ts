import { validationError } from './service-error.ts';

/**
 * One page of a list. The token holds the number of items already returned.
 * @throws ServiceError ValidationException for a token that no page returned
 */
export function pageOf<T>(items: readonly T[], size: number, token: string | undefined): { items: T[]; next?: string } {
  const start =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, 'base64url')
            .toString()
            .replace(/^from:/, ''),
        );
  if (!Number.isInteger(start) || (token !== undefined && tokenFor(start) !== token)) {
    throw validationError('Invalid nextToken');
  }
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, next: tokenFor(end) } : { items: page };
}

const tokenFor = (start: number) => Buffer.from(`from:${start}`).toString('base64url');
