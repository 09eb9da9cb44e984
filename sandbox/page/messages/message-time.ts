/** A message's time in Unix seconds: its `ts` without the fraction that makes it unique. */
export const unixSeconds = (ts: string): number => Math.floor(Number(ts));
