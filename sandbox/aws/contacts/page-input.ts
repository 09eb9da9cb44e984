import { pageOf } from '../pages.ts';

/** The members that every list of the contacts service takes. */
export interface PageInput {
  /** 0 as if absent. */
  MaxResults?: number;
  NextToken?: string;
}

const defaultPageSize = 50;

/** The page that a request names. */
export const pageFor = <T>(items: readonly T[], { MaxResults, NextToken }: PageInput) =>
  pageOf(items, MaxResults || defaultPageSize, NextToken);
