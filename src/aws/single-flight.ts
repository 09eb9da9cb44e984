/**
 * Lets callers who ask for the same thing at the same time share one call. Nothing is kept once it is answered.
 * @example
 * const flights = singleFlight<IncidentRecord>();
 * await flights(arn, () => read(arn));
 */
export function singleFlight<T>(): (key: string, call: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, call) => {
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const started = call().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
