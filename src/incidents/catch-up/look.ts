/** A person caught up with an incident. */
export interface Look {
  /** Epoch milliseconds. */
  atMs: number;
  /** The time of the newest of what happened until then, by AWS's clock; epoch milliseconds. */
  newestMs: number;
}
