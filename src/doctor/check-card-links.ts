import { toAwsError } from '../aws/fault.ts';
import { type CheckContext, checked, type Finding, note, ok } from './finding.ts';

/** The response plans that `CARD_LINKS` names: whether any account has them. */
export async function checkCardLinks({ clients, config, regions }: CheckContext): Promise<Finding[]> {
  const wanted = [...new Set(config.cardLinks.map(({ plan }) => plan))].filter((plan) => plan !== '*');
  const [region = ''] = regions;
  if (wanted.length === 0) return [];
  return checked(
    'CARD_LINKS',
    async () => {
      const { paginateListResponsePlans } = await import('@aws-sdk/client-ssm-incidents');
      const names = new Set<string>();
      for (const role of config.accounts?.values() ?? [undefined]) {
        const client = await clients.incidents(region, role);
        try {
          for await (const page of paginateListResponsePlans({ client, pageSize: 100 }, {})) {
            for (const { arn = '' } of page.responsePlanSummaries ?? []) names.add(arn.split('/').at(-1) ?? '');
          }
        } catch (error) {
          throw toAwsError(error, 'ssm-incidents:ListResponsePlans');
        }
      }
      return wanted.map((plan) => {
        const subject = `CARD_LINKS of ${plan}`;
        return names.has(plan)
          ? ok(subject, 'the response plan exists')
          : note(subject, 'no account has a response plan of that name, so no card shows these links', fix(region));
      });
    },
    () => fix(region),
  );
}

const fix = (region: string) => `aws ssm-incidents list-response-plans --region ${region}`;
