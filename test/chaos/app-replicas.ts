import { type AppProcess, type AppProcessOptions, startAppProcess } from './app-process.ts';

/** One process of the app, or several that share a queue and a store. */
export interface AppReplicas extends AppProcess {
  /** Where each listens; `undefined` while it does not. */
  readonly urls: readonly (string | undefined)[];
}

export interface AppReplicasOptions extends Omit<AppProcessOptions, 'onUrl'> {
  count: number;
  /** Receives where the replicas listen, when that changes. */
  onUrls: (urls: readonly string[]) => void;
}

/**
 * Starts replicas. Stops and kills hit one after the other in turn; what happens to a machine (its clock, its disk) happens
 * to the first.
 */
export function startAppReplicas({ count, onUrls, ...options }: AppReplicasOptions): AppReplicas {
  const urls: (string | undefined)[] = Array.from({ length: count });
  const replicas = urls.map((_, index) =>
    startAppProcess({
      ...options,
      onUrl(url) {
        urls[index] = url;
        onUrls(urls.filter((one) => one !== undefined));
      },
    }),
  );
  const sum = (of: (one: AppProcess) => number): number => replicas.reduce((total, one) => total + of(one), 0);
  const first = replicas[0] as AppProcess;
  let turn = 0;
  return {
    urls,
    /** Of the first, while all listen. */
    get url() {
      return urls.includes(undefined) ? undefined : urls[0];
    },
    get peakBytes() {
      return Math.max(...replicas.map(({ peakBytes }) => peakBytes));
    },
    get starvedMs() {
      return Math.max(...replicas.map(({ starvedMs }) => starvedMs));
    },
    get starts() {
      return sum(({ starts }) => starts);
    },
    get ends() {
      return replicas.flatMap(({ ends }) => ends);
    },
    get badStops() {
      return replicas.flatMap(({ badStops }) => badStops);
    },
    output: () => replicas.map((one) => one.output()).join('\n'),
    end(signal, downMs) {
      turn += 1;
      return (replicas[turn % count] as AppProcess).end(signal, downMs);
    },
    setClock(facts) {
      for (const one of replicas) one.setClock(one === first ? facts : { ...facts, wrongMs: 0 });
    },
    fillDisk: (full) => first.fillDisk(full),
    limitFiles: (bytes) => first.limitFiles(bytes),
    async stop() {
      await Promise.all(replicas.map((one) => one.stop()));
    },
  };
}
