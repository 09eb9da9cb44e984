const pageSize = 100;

/** The part of a list that a token stands for, and the token of the next part. SNS gives 100 at a time. */
export function paged<T>(list: readonly T[], token: string | undefined): { page: T[]; NextToken: string | undefined } {
  const start = Number(token ?? 0) || 0;
  const end = start + pageSize;
  return { page: list.slice(start, end), NextToken: end < list.length ? String(end) : undefined };
}
