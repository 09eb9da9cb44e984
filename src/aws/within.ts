/** Waits for something, but not for longer than that. @returns `undefined` where it comes later */
export async function within<T>(work: Promise<T>, patienceMs: number): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, patienceMs, undefined).unref();
  });
  return Promise.race([work, late]);
}
