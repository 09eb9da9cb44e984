import type { Caller } from '../handler.ts';

/**
 * An operation of a service: a validated input in, the output's members out. A service keeps operations of different
 * input types in one table; `never` lets each declare its own.
 */
export type Operation = (input: never, caller: Caller) => object;

export type Operations = Readonly<Record<string, Operation>>;

/** An AWS client's input or output type after validation: required members are present. */
export type Checked<T> = T extends Date | ((...args: never[]) => unknown)
  ? T
  : T extends object
    ? { [K in keyof T]: Checked<Exclude<T[K], undefined>> }
    : T;
