import type { Caller } from '../handler.ts';

/**
 * An operation of a service: a checked input in, the output's members out. A service keeps operations of many input
 * types in one table; `never` lets each name its own.
 */
export type Operation = (input: never, caller: Caller) => object;

export type Operations = Readonly<Record<string, Operation>>;

/** An AWS client's input or output type after the required members were checked: they are there. */
export type Checked<T> = T extends Date | ((...args: never[]) => unknown)
  ? T
  : T extends object
    ? { [K in keyof T]: Checked<Exclude<T[K], undefined>> }
    : T;
