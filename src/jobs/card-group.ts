/** The group of all jobs about one incident's card in one channel: they run one at a time, in order. */
export const cardGroup = (arn: string, channel: string): string => `${arn} ${channel}`;

const ofCard = /^(arn:\S+:incident-record\/\S+) (\S+)$/;

/** The card whose jobs a group holds. @returns `undefined` for any other group */
export function cardOfGroup(group: string): { arn: string; channel: string } | undefined {
  const [, arn, channel] = ofCard.exec(group) ?? [];
  return arn === undefined || channel === undefined ? undefined : { arn, channel };
}
