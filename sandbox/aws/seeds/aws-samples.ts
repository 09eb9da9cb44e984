import { seedAccount, seedIncidents } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';

/**
 * Two records with the values of AWS's own examples, old dates included.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_GetIncidentRecord.html
 * @see https://docs.aws.amazon.com/cli/latest/reference/ssm-incidents/get-incident-record.html
 */
export function seedAwsSamples({ incidents }: SeedContext): void {
  const user = `arn:aws:sts::${seedAccount}:assumed-role/Admin/exampleUser`;
  const opsItem = `arn:aws:ssm:us-east-1:${seedAccount}:opsItem/oi-4008965bf3a7`;
  const parent = { title: 'parentItem', identifier: { type: 'PARENT', value: { arn: opsItem } } } as const;
  const parentId = 'related-item/PARENT/0515FAE92F4A572650D73DC0224D00EF';
  incidents.put({
    planArn: `arn:aws:ssm-incidents::${seedAccount}:response-plan/example-response`,
    region: 'us-east-1',
    relatedItems: [{ ...parent, generatedId: parentId }],
    findings: [],
    record: {
      arn: seedIncidents.apiSample,
      automationExecutions: [],
      chatChannel: { chatbotSns: [`arn:aws:sns:us-east-1:${seedAccount}:Standard_User`] },
      creationTime: new Date(1628634837849),
      dedupeString: '00bd9919-b99f-367c-c282-eabcaff587f7',
      impact: 5,
      incidentRecordSource: { createdBy: user, invokedBy: user, source: 'aws.ssm-incidents.custom' },
      lastModifiedBy: user,
      lastModifiedTime: new Date(1628634838724),
      notificationTargets: [],
      status: 'OPEN',
      title: 'example-incident',
    },
    events: [
      {
        eventId: 'ecbd9919-bba6-d317-6cfc-7232df620b6d',
        eventTime: new Date(1628634838724),
        eventUpdatedTime: new Date(1628634838724),
        eventType: 'SSM Incident Record Update',
        eventData: JSON.stringify({
          modifiedBy: user,
          modifiedAttributes: [{ attributeName: 'relatedItems', newValue: JSON.stringify({ itemToAdd: parent }) }],
          incidentTitle: 'example-incident',
        }),
        eventReferences: [{ relatedItemId: parentId }, { resource: seedIncidents.apiSample }],
        incidentRecordArn: seedIncidents.apiSample,
      },
    ],
  });
  const iamUser = `arn:aws:iam::${seedAccount}:user/draliatp`;
  incidents.put({
    planArn: `arn:aws:ssm-incidents::${seedAccount}:response-plan/Example-Response-Plan`,
    region: 'us-east-1',
    relatedItems: [],
    findings: [],
    record: {
      arn: seedIncidents.cliSample,
      automationExecutions: [],
      creationTime: new Date('2021-05-21T18:16:57.579Z'),
      dedupeString: 'c4bcc812-85e7-938d-2b78-17181176ee1a',
      impact: 5,
      incidentRecordSource: { createdBy: iamUser, invokedBy: iamUser, source: 'aws.ssm-incidents.custom' },
      lastModifiedBy: iamUser,
      lastModifiedTime: new Date('2021-05-21T18:16:59.149Z'),
      notificationTargets: [],
      status: 'OPEN',
      title: 'Example-Incident',
    },
    events: [
      {
        eventId: '20bcc812-8a94-4cd7-520c-0ff742111424',
        eventTime: new Date('2021-05-21T18:16:57Z'),
        eventUpdatedTime: new Date('2021-05-21T18:16:59.944Z'),
        eventType: 'Custom Event',
        eventData: '"Incident Started"',
        incidentRecordArn: seedIncidents.cliSample,
      },
    ],
  });
}
