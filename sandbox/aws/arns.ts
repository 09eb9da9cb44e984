/** Account of an ARN; empty if it has none. */
export const accountOf = (arn: string) => arn.split(':', 5)[4] ?? '';

/** Region of an ARN; empty if it has none. */
export const regionIn = (arn: string) => arn.split(':', 4)[3] ?? '';

/** The part after an ARN's last slash. */
export const lastPart = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
