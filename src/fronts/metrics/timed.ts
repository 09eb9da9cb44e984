import type { Front, Metrics } from '../../metrics.ts';

/** Reports how long a front takes to answer, failures too. Without metrics the front itself. */
export function timed<Given extends unknown[], Answer>(
  answer: (...given: Given) => Promise<Answer>,
  front: Front,
  metrics: Metrics | undefined,
): (...given: Given) => Promise<Answer> {
  if (metrics === undefined) return answer;
  return async (...given) => {
    const begunMs = performance.now();
    try {
      return await answer(...given);
    } finally {
      metrics.acknowledged(front, performance.now() - begunMs);
    }
  };
}
