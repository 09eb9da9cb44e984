import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';

const ignore = (): void => undefined;

/** Writes each request to AWS and Slack into the log, for `LOG_LEVEL=debug`. The worker itself logs jobs. */
export const createCallLog = (log: Log): Metrics => ({
  acknowledged: ignore,
  jobEnded: ignore,
  called: ({ service, method, outcome, durationMs }) =>
    log.debug('request sent', { call: `${service} ${method}`, outcome, durationMs: Math.round(durationMs) }),
  cardShown: ignore,
  statusUpdatePosted: ignore,
});

/** Reports to each of these. @returns `undefined` when there is none */
export function reportToAll(all: readonly (Metrics | undefined)[]): Metrics | undefined {
  const present = all.filter((each) => each !== undefined);
  const [first] = present;
  if (present.length < 2) return first;
  const each = (report: (metrics: Metrics) => void): void => present.forEach(report);
  return {
    acknowledged: (...facts) => each((metrics) => metrics.acknowledged(...facts)),
    jobEnded: (...facts) => each((metrics) => metrics.jobEnded(...facts)),
    called: (...facts) => each((metrics) => metrics.called(...facts)),
    cardShown: (...facts) => each((metrics) => metrics.cardShown(...facts)),
    statusUpdatePosted: (...facts) => each((metrics) => metrics.statusUpdatePosted(...facts)),
  };
}
