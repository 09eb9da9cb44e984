/** Everything that a message, a view or a part of one holds, as one text to look into. */
export const allText = (value: unknown): string => JSON.stringify(value ?? '');
