/** The number of inputs for each parser; FUZZ_CASES=1000000 makes a long run. */
export const numRuns = Number(process.env.FUZZ_CASES ?? 10_000);

/** How long one test may take, in milliseconds. */
export const timeout = Math.max(120_000, numRuns * 10);

/** The number of inputs where each takes a request. */
export const fewRuns = Math.ceil(numRuns / 25);
