import { type ChildProcess, fork } from 'node:child_process';
import type { RunResult } from './chaos-run.ts';
import type { SlotAnswer, SlotRequest } from './slot.ts';

/** Timeout of a run in milliseconds; a run that exceeds it counts as failed. */
const deadlineFor = (incidents = 0): number => 240_000 + 1000 * incidents;

/** A child process for runs, one after the other. */
export interface Slot {
  run(request: SlotRequest, onPhase: (words: string) => void): Promise<RunResult>;
  end(): void;
}

/**
 * Opens a slot. A run that exceeds its timeout fails, and its process is killed.
 * @param scale how much faster its clock is; default: that of `clock.ts`
 */
export function openSlot(scale?: number): Slot {
  let child: ChildProcess | undefined;
  return {
    run(request, onPhase) {
      child ??= fork(new URL('slot.ts', import.meta.url), {
        env: { ...process.env, ...(scale !== undefined && { CHAOS_SCALE: String(scale) }) },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const slot = child;
      return new Promise<RunResult>((resolve, reject) => {
        const settle = (work: () => void): void => {
          clearTimeout(timer);
          slot.removeAllListeners();
          work();
        };
        const drop = (why: string) => () => {
          slot.kill('SIGKILL');
          child = undefined;
          reject(new Error(why));
        };
        const deadlineMs = deadlineFor(request.options.incidents);
        const timer = setTimeout(() => settle(drop(`timed out after ${deadlineMs} ms`)), deadlineMs);
        slot.on('exit', () => settle(drop('its process exited')));
        slot.on('message', (answer: SlotAnswer) => {
          if (answer.kind === 'phase') onPhase(answer.words);
          else if (answer.kind === 'done') settle(() => resolve(answer.result));
          else settle(() => reject(new Error(answer.error)));
        });
        slot.send(request);
      });
    },
    end: () => void child?.kill('SIGKILL'),
  };
}
