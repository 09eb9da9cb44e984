import type { Constraint, Constraints } from '../protocol/constraint.ts';

const upTo = (max: number): Constraint => ({ min: 0, max });

const arn: Constraint = { ...upTo(1000), pattern: /^arn:aws(-cn|-us-gov)?:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12})?:.+$/ };
const title = upTo(200);
const summary = upTo(8000);
const impact: Constraint = { min: 1, max: 5 };
const dedupeString = upTo(1000);
const clientToken = upTo(128);
const maxResults: Constraint = { min: 1, max: 100 };
const nextToken = upTo(2000);
const uuid = upTo(50);
const filters = upTo(5);
const notificationTargets = upTo(10);
const eventData = upTo(12000);
const eventType = upTo(100);
const eventReferences = upTo(10);
const relatedItems = upTo(100);
const findingId = upTo(128);
const actions: Constraint = { min: 0, max: 1 };
const engagements: Constraint = {
  ...upTo(5),
  each: { ...upTo(2048), pattern: /^arn:aws(-cn|-us-gov)?:ssm-contacts:[a-z0-9-]*:([0-9]{12}):contact\/[a-z0-9_-]+$/ },
};
const tagKey: Constraint = { min: 1, max: 128, pattern: /^(?!aws:)[A-Za-z0-9 _=@:.+-/]+$/ };
const tagValue: Constraint = { ...upTo(256), pattern: /^[A-Za-z0-9 _=@:.+-/]*$/ };
const tags: Constraint = { min: 1, max: 50, keys: tagKey, each: tagValue };
const generatedId: Constraint = {
  ...upTo(200),
  pattern:
    /^related-item\/(ANALYSIS|INCIDENT|METRIC|PARENT|ATTACHMENT|OTHER|AUTOMATION|INVOLVED_RESOURCE|TASK)\/([0-9]|[A-F]){32}$/,
};
const page = { maxResults, nextToken };

/**
 * Incident Manager's constraints on its inputs, by structure and member.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations.html
 */
export const incidentConstraints: Constraints = {
  GetIncidentRecordInput: { arn },
  DeleteIncidentRecordInput: { arn },
  ListIncidentRecordsInput: { ...page, filters },
  UpdateIncidentRecordInput: {
    arn,
    title,
    summary,
    impact,
    clientToken,
    notificationTargets,
    status: { oneOf: ['OPEN', 'RESOLVED'] },
  },
  StartIncidentInput: { responsePlanArn: arn, title, impact, clientToken, relatedItems },
  TriggerDetails: { source: upTo(50), triggerArn: arn, rawData: upTo(10000) },
  Filter: { key: upTo(50) },
  AttributeValueList: { stringValues: { ...upTo(100), each: upTo(1000) }, integerValues: upTo(100) },
  ChatChannel: { chatbotSns: { min: 1, max: 5, each: upTo(1000) } },
  NotificationTargetItem: { snsTopicArn: arn },

  CreateTimelineEventInput: { incidentRecordArn: arn, eventType, eventData, eventReferences, clientToken },
  UpdateTimelineEventInput: {
    incidentRecordArn: arn,
    eventId: uuid,
    eventType,
    eventData,
    eventReferences,
    clientToken,
  },
  DeleteTimelineEventInput: { incidentRecordArn: arn, eventId: uuid },
  GetTimelineEventInput: { incidentRecordArn: arn, eventId: uuid },
  ListTimelineEventsInput: {
    ...page,
    incidentRecordArn: arn,
    filters,
    sortBy: { oneOf: ['EVENT_TIME'] },
    sortOrder: { oneOf: ['ASCENDING', 'DESCENDING'] },
  },
  EventReference: { resource: arn, relatedItemId: generatedId },

  ListRelatedItemsInput: { ...page, incidentRecordArn: arn },
  UpdateRelatedItemsInput: { incidentRecordArn: arn, clientToken },
  RelatedItem: { title, generatedId },
  ItemIdentifier: {
    type: {
      oneOf: [
        'ANALYSIS',
        'INCIDENT',
        'METRIC',
        'PARENT',
        'ATTACHMENT',
        'OTHER',
        'AUTOMATION',
        'INVOLVED_RESOURCE',
        'TASK',
      ],
    },
  },
  ItemValue: { arn, url: upTo(1000), metricDefinition: upTo(4000) },
  PagerDutyIncidentDetail: { id: { min: 1, max: 200 }, secretId: { min: 1, max: 512 } },

  GetResponsePlanInput: { arn },
  DeleteResponsePlanInput: { arn },
  ListResponsePlansInput: page,
  CreateResponsePlanInput: {
    name: { min: 1, max: 200, pattern: /^[a-zA-Z0-9-_]*$/ },
    displayName: upTo(200),
    clientToken,
    actions,
    engagements,
    integrations: actions,
    tags,
  },
  UpdateResponsePlanInput: {
    arn,
    displayName: upTo(200),
    clientToken,
    actions,
    engagements,
    integrations: actions,
    incidentTemplateTitle: title,
    incidentTemplateSummary: summary,
    incidentTemplateImpact: impact,
    incidentTemplateDedupeString: dedupeString,
    incidentTemplateNotificationTargets: notificationTargets,
    incidentTemplateTags: { ...tags, min: 0 },
  },
  IncidentTemplate: { title, summary, impact, dedupeString, notificationTargets, incidentTags: tags },
  SsmAutomation: {
    documentName: { pattern: /^[a-zA-Z0-9_\-.:/]{3,128}$/ },
    documentVersion: upTo(128),
    roleArn: { ...upTo(1000), pattern: /^arn:aws(-cn|-us-gov)?:iam::([0-9]{12})?:role\/.+$/ },
    targetAccount: { oneOf: ['RESPONSE_PLAN_OWNER_ACCOUNT', 'IMPACTED_ACCOUNT'] },
    parameters: { min: 1, max: 200, keys: { min: 1, max: 50 }, each: { ...upTo(100), each: upTo(512) } },
    dynamicParameters: { min: 1, max: 200, keys: { min: 1, max: 50 } },
  },
  DynamicSsmParameterValue: { variable: { oneOf: ['INCIDENT_RECORD_ARN', 'INVOLVED_RESOURCES'] } },

  ListIncidentFindingsInput: { incidentRecordArn: arn, nextToken, maxResults: { min: 1, max: 20 } },
  BatchGetIncidentFindingsInput: { incidentRecordArn: arn, findingIds: { ...upTo(20), each: findingId } },

  ListReplicationSetsInput: page,
  GetReplicationSetInput: { arn },
  TagResourceRequest: { tags },
  UntagResourceRequest: { tagKeys: { min: 1, max: 50, each: tagKey } },
  GetResourcePoliciesInput: { ...page, resourceArn: arn },
  PutResourcePolicyInput: { resourceArn: arn, policy: upTo(4000) },
};
