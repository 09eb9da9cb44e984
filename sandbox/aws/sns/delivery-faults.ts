/** What goes wrong between a topic and its subscribers. Shares are from 0 to 1. */
export interface DeliveryFaults {
  /** 0 up to, not including, 1: with a seeded one the same faults come again. */
  random: () => number;
  /** Share of the deliveries that happen twice. */
  duplicate?: number;
  /** Share of the deliveries that never happen. */
  drop?: number;
  /** Each delivery is late by up to so many milliseconds. */
  delayMs?: number;
  /** So many deliveries to one subscription are gathered, and then made in random order. */
  shuffle?: number;
}

/** Decides how often a delivery happens (0, 1 or 2 times): for each time, by how many milliseconds it is late. */
export function planDelivery(faults: DeliveryFaults | undefined): number[] {
  if (faults === undefined) return [0];
  const { random, duplicate = 0, drop = 0, delayMs = 0 } = faults;
  if (random() < drop) return [];
  const times = random() < duplicate ? 2 : 1;
  return Array.from({ length: times }, () => Math.floor(random() * delayMs));
}

/** Puts a list in random order. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const ranks = list.map((value) => ({ value, rank: random() }));
  return ranks.sort((a, b) => a.rank - b.rank).map(({ value }) => value);
}
