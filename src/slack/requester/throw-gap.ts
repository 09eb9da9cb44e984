import { AppError } from '../../errors.ts';
import { type Gap, gapLine } from '../../incidents/gap.ts';

/**
 * For what was not found: it may be where nothing could be read, and that is not to say that there is none.
 * @throws AppError where there are gaps; one that is tried again where that can help
 */
export function throwGap(gaps: readonly Gap[]): void {
  const line = gapLine(gaps);
  if (line === undefined) return;
  const faults = gaps.flatMap(({ fault }) => fault ?? []);
  const cause = faults.find(({ transient }) => transient) ?? faults[0];
  const { retryAfterMs } = cause ?? {};
  throw new AppError(cause?.code ?? 'no_such_incident', line, { cause, ...(retryAfterMs && { retryAfterMs }) });
}
