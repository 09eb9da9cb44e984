import { chaosRun, type RunOptions, type RunResult } from './chaos-run.ts';

/** The request to a slot: one run. */
export interface SlotRequest {
  seed: number;
  options: Pick<RunOptions, 'incidents' | 'lengthMs' | 'recoverWithinMs' | 'kinds' | 'cloud'>;
}

/** The messages of a slot. */
export type SlotAnswer =
  | { kind: 'phase'; words: string }
  | { kind: 'done'; seed: number; result: RunResult }
  | { kind: 'failed'; seed: number; error: string };

// A process that runs one plan after the other, so that several run concurrently and one that hangs can be ended.
const tell = (answer: SlotAnswer): void => void process.send?.(answer);
process.on('message', ({ seed, options }: SlotRequest) => {
  chaosRun(seed, { ...options, onPhase: (words) => tell({ kind: 'phase', words }) }).then(
    (result) => tell({ kind: 'done', seed, result }),
    (error: unknown) =>
      tell({ kind: 'failed', seed, error: error instanceof Error ? String(error.stack) : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
