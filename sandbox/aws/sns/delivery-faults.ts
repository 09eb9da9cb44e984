/** Faults between a topic and its subscribers. Shares are from 0 to 1. */
export interface DeliveryFaults {
  /** Returns a number in [0, 1). A seeded source repeats the same faults. */
  random: () => number;
  /** Share of the deliveries to duplicate. */
  duplicate?: number;
  /** Share of the deliveries to drop. */
  drop?: number;
  /** Maximum delay of each delivery, in milliseconds. */
  delayMs?: number;
  /** Number of deliveries to one subscription that are collected and then sent in random order. */
  shuffle?: number;
}

/** Decides how often a message is delivered (0, 1 or 2 times) and each delivery's delay in milliseconds. */
export function planDelivery(faults: DeliveryFaults | undefined): number[] {
  if (faults === undefined) return [0];
  const { random, duplicate = 0, drop = 0, delayMs = 0 } = faults;
  if (random() < drop) return [];
  const times = random() < duplicate ? 2 : 1;
  return Array.from({ length: times }, () => Math.floor(random() * delayMs));
}

/** Shuffles a list. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const ranks = list.map((value) => ({ value, rank: random() }));
  return ranks.sort((a, b) => a.rank - b.rank).map(({ value }) => value);
}
