/** Serializes a message, a view or a part of one to a single string that a test can search. */
export const allText = (value: unknown): string => JSON.stringify(value ?? '');
