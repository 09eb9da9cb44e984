import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from './app-process.ts';
import type { Broken } from './world.ts';

/** After the last fault, every part of `/healthz` is true. @param withinMs milliseconds of the machine */
export async function healthyAgain(app: Pick<AppProcess, 'url'>, withinMs: number): Promise<Broken[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await health(app.url);
    if (found === 'well') return [];
    if (Date.now() > deadline) return [{ invariant: 'healthy again', facts: found }];
    await sleep(200);
  }
}

async function health(url: string | undefined): Promise<string> {
  if (url === undefined) return 'it does not listen';
  try {
    const answer = await fetch(`${url}/healthz`);
    return answer.ok ? 'well' : await answer.text();
  } catch (error) {
    return String(error);
  }
}
