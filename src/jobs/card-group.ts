/** The group of all jobs about one incident's card in one channel: they run one at a time, in order. */
export const cardGroup = (arn: string, channel: string): string => `${arn} ${channel}`;
