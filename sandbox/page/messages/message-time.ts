/** A message's time in Unix seconds: its `ts` is that, with a number behind the point that makes it unique. */
export const unixSeconds = (ts: string): number => Math.floor(Number(ts));
