import type { Constraint, Constraints } from '../protocol/constraint.ts';
import type { StructureSchema } from '../protocol/decode.ts';

const namespace = 'com.amazonaws.ssmcontacts';
const text = 0;
const number = 1;
const time = 4;

/** Input of an operation, required members first. */
const input = (
  operation: string,
  required: Readonly<Record<string, number>>,
  optional: Readonly<Record<string, number | StructureSchema>> = {},
): StructureSchema => {
  const members = { ...required, ...optional };
  const name = `${operation}Request`;
  return [3, namespace, name, 0, Object.keys(members), Object.values(members), Object.keys(required).length];
};

const timeRange: StructureSchema = [3, namespace, 'TimeRange', 0, ['StartTime', 'EndTime'], [time, time]];
const page = { NextToken: text, MaxResults: number };

/**
 * The inputs that the contacts service accepts.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager_Contacts.html
 */
export const contactInputs: Readonly<Record<string, StructureSchema>> = {
  GetContact: input('GetContact', { ContactId: text }),
  ListContacts: input('ListContacts', {}, { ...page, AliasPrefix: text, Type: text }),
  ListContactChannels: input('ListContactChannels', { ContactId: text }, page),
  GetRotation: input('GetRotation', { RotationId: text }),
  ListRotations: input('ListRotations', {}, { RotationNamePrefix: text, ...page }),
  ListRotationShifts: input('ListRotationShifts', { RotationId: text, EndTime: time }, { StartTime: time, ...page }),
  ListRotationOverrides: input('ListRotationOverrides', { RotationId: text, StartTime: time, EndTime: time }, page),
  DescribeEngagement: input('DescribeEngagement', { EngagementId: text }),
  ListEngagements: input('ListEngagements', {}, { ...page, IncidentId: text, TimeRangeValue: timeRange }),
  ListPagesByEngagement: input('ListPagesByEngagement', { EngagementId: text }, page),
  StartEngagement: input(
    'StartEngagement',
    { ContactId: text, Sender: text, Subject: text, Content: text },
    { PublicSubject: text, PublicContent: text, IncidentId: text, IdempotencyToken: text },
  ),
  AcceptPage: input(
    'AcceptPage',
    { PageId: text, AcceptType: text, AcceptCode: text },
    { ContactChannelId: text, Note: text, AcceptCodeValidation: text },
  ),
  StopEngagement: input('StopEngagement', { EngagementId: text }, { Reason: text }),
};

const arn: Constraint = {
  min: 1,
  max: 2048,
  pattern: /arn:(aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:([\w+=/,.@:-]+)*/,
};
const pageConstraints = {
  MaxResults: { min: 0, max: 1024 },
  NextToken: { max: 2048, pattern: /^[\\/a-zA-Z0-9_+=-]*$/ },
};
const free: Constraint = { max: 1024, pattern: /^[\\a-zA-Z0-9_@#%*+=:?./!\s-]*$/ };
const subject: Constraint = { min: 1, max: 2048 };
const content: Constraint = { min: 1, max: 8192 };

export const contactConstraints: Constraints = {
  GetContactRequest: { ContactId: arn },
  ListContactsRequest: {
    ...pageConstraints,
    AliasPrefix: { min: 1, max: 255, pattern: /^[a-z0-9_-]*$/ },
    Type: { oneOf: ['PERSONAL', 'ESCALATION', 'ONCALL_SCHEDULE'] },
  },
  ListContactChannelsRequest: { ...pageConstraints, ContactId: arn },
  GetRotationRequest: { RotationId: arn },
  ListRotationsRequest: {
    ...pageConstraints,
    RotationNamePrefix: { min: 1, max: 255, pattern: /^[a-zA-Z0-9_\-\s.]*$/ },
  },
  ListRotationShiftsRequest: { ...pageConstraints, RotationId: arn },
  ListRotationOverridesRequest: { ...pageConstraints, RotationId: arn },
  DescribeEngagementRequest: { EngagementId: arn },
  ListEngagementsRequest: { ...pageConstraints, IncidentId: free },
  ListPagesByEngagementRequest: { ...pageConstraints, EngagementId: arn },
  StartEngagementRequest: {
    ContactId: arn,
    Sender: { ...free, max: 255 },
    Subject: subject,
    Content: content,
    PublicSubject: subject,
    PublicContent: content,
    IncidentId: free,
    IdempotencyToken: { max: 2048, pattern: /^[\\/a-zA-Z0-9_+=-]*$/ },
  },
  AcceptPageRequest: {
    PageId: arn,
    ContactChannelId: arn,
    AcceptType: { oneOf: ['DELIVERED', 'READ'] },
    Note: { min: 1, max: 2048 },
    AcceptCode: { min: 6, max: 10, pattern: /^[0-9]*$/ },
    AcceptCodeValidation: { oneOf: ['IGNORE', 'ENFORCE'] },
  },
  StopEngagementRequest: { EngagementId: arn, Reason: { max: 255 } },
};
