const pageSize = 100;

/** The page of a list that a token refers to, and the token of the next page. SNS returns 100 items a page. */
export function paged<T>(list: readonly T[], token: string | undefined): { page: T[]; NextToken: string | undefined } {
  const start = Number(token ?? 0) || 0;
  const end = start + pageSize;
  return { page: list.slice(start, end), NextToken: end < list.length ? String(end) : undefined };
}
