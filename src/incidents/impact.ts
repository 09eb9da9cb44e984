const names: Readonly<Record<number, string>> = {
  1: 'Critical',
  2: 'High',
  3: 'Medium',
  4: 'Low',
  5: 'No impact',
};

/**
 * The impact in words.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_IncidentRecord.html
 */
export function impactName(impact: number): string {
  return names[impact] ?? `Impact ${impact}`;
}
