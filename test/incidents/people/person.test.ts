import { expect, test } from 'vitest';
import { personOf } from '../../../src/incidents/people/person.ts';

test.each([
  ['arn:aws:sts::111122223333:assumed-role/Admin/exampleUser', 'exampleUser (Admin)'],
  [
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Responder_0123456789abcdef/ana@example.com',
    'ana@example.com (Responder)',
  ],
  ['arn:aws:sts::111122223333:assumed-role/Deployer/botocore-session-1628634837', 'role Deployer'],
  ['arn:aws:sts::111122223333:assumed-role/Web/i-0123456789abcdef0', 'role Web'],
  ['arn:aws:sts::111122223333:assumed-role/Admin', 'role Admin'],
  ['arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSMIncidents/x', 'CloudWatch alarm'],
  ['arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForIncidentManager/x', 'Incident Manager'],
  ['arn:aws:sts::111122223333:assumed-role/Amazon_EventBridge_Invoke_Incident_1/x', 'EventBridge'],
  [
    'arn:aws:iam::111122223333:role/aws-service-role/ssm-incidents.amazonaws.com/AWSServiceRoleForIncidentManager',
    'Incident Manager',
  ],
  ['arn:aws:iam::111122223333:role/path/Ops', 'role Ops'],
  ['arn:aws:iam::111122223333:user/team/draliatp', 'draliatp'],
  ['arn:aws:iam::111122223333:root', 'root of account 111122223333'],
  ['arn:aws:sts::111122223333:federated-user/bob', 'bob'],
  ['ssm-incidents.amazonaws.com', 'Incident Manager'],
  ['events.amazonaws.com', 'EventBridge'],
  ['ssm-incidents.alarms.cloudwatch.amazonaws.com', 'CloudWatch alarm'],
  ['somebody else', 'somebody else'],
  ['', 'someone'],
  ['arn:', 'arn:'],
])('%s is %s', (arn, person) => {
  expect(personOf(arn)).toBe(person);
});
