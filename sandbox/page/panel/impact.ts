/** The five impacts of Incident Manager. https://docs.aws.amazon.com/incident-manager/latest/userguide/response-plans.html */
export const impacts: readonly (readonly [impact: number, name: string])[] = [
  [1, 'Critical'],
  [2, 'High'],
  [3, 'Medium'],
  [4, 'Low'],
  [5, 'No impact'],
];

/** An impact's name. */
export const impactName = (impact: number): string =>
  impacts.find(([number]) => number === impact)?.[1] ?? `Impact ${impact}`;
