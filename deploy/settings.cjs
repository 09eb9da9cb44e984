'use strict';

// What serverless.yml cannot express: lists made of the environment's own variables. CommonJS, because that is what
// every version of the framework can load.

const parts = (text = '') =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A subscription for each topic, made by hand: of the framework's own, each would replace the queue's policy of the other. */
function topicResources(topicArns, stackRegion) {
  const resources = topicArns.flatMap((TopicArn, index) => {
    const Region = TopicArn.split(':')[3];
    // A topic of another Region cannot leave what it failed to deliver in a queue of this one.
    const here = Region === stackRegion;
    const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': ['LostNotifications', 'Arn'] } };
    const Endpoint = { 'Fn::GetAtt': ['NotificationsLambdaFunction', 'Arn'] };
    const subscription = { TopicArn, Protocol: 'lambda', Endpoint, ...(here ? { RedrivePolicy } : { Region }) };
    const permission = {
      FunctionName: Endpoint,
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: TopicArn,
    };
    return [
      [`Topic${index + 1}Subscription`, { Type: 'AWS::SNS::Subscription', Properties: subscription }],
      [`Topic${index + 1}Permission`, { Type: 'AWS::Lambda::Permission', Properties: permission }],
    ];
  });
  return { Resources: Object.fromEntries(resources) };
}

const ownAccount = { Ref: 'AWS::AccountId' };
const arn = (service, region, account, resource) => ({
  'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, service, region, account, resource]],
});

/** DEVOPS_AGENT_SPACE: `REGION/ID`. Without one, nothing may be done with any. */
function agentSpaceArn(text = '') {
  const [region = '', id] = text.trim().split('/');
  return arn('aidevops', region || '*', ownAccount, `agentspace/${id || 'none'}`);
}

/** Secrets are references. With several workspaces there is no bot token: each workspace's is in the table. */
async function secrets(isInstalledByOAuth, resolveVariable) {
  const named = async (name) => `ssm:${await resolveVariable(`self:custom.${name}`)}`;
  const oauth = async (name) => (isInstalledByOAuth ? named(name) : '');
  return {
    botToken: isInstalledByOAuth ? '' : await named('botToken'),
    clientSecret: await oauth('clientSecret'),
    stateSecret: await oauth('stateSecret'),
    installationKeys: await oauth('installationKeys'),
    installsByOAuth: String(isInstalledByOAuth),
  };
}

module.exports = async ({ resolveVariable }) => {
  /** CHAT_TOPICS: `TOPIC-ARN=CHANNEL+CHANNEL,…` */
  const topicArns = parts(process.env.CHAT_TOPICS).map((part) => part.slice(0, part.indexOf('=')));
  /** INCIDENT_ACCOUNTS: `ACCOUNT[=ROLE-ARN],…` */
  const accounts = parts(process.env.INCIDENT_ACCOUNTS).map((part) => part.split('='));
  const roleArns = accounts.flatMap(([, role]) => role ?? []);
  /** Accounts that are asked with the app's own credentials: its own, or those that share their plans with it. */
  const direct = accounts.length === 0 ? [ownAccount] : accounts.filter(([, role]) => !role).map(([id]) => id);
  // A list in a policy must hold something, even where a condition keeps the policy out.
  const of = (service, resource) =>
    direct.length > 0
      ? direct.map((account) => arn(service, '*', account, resource))
      : [arn(service, '*', ownAccount, 'none')];
  return {
    ...(await secrets((process.env.SLACK_CLIENT_ID ?? '').trim() !== '', resolveVariable)),
    topicResources: topicResources(topicArns, await resolveVariable('self:provider.region')),
    topicArns: topicArns.length > 0 ? topicArns : [arn('sns', { Ref: 'AWS::Region' }, ownAccount, 'none')],
    roleArns: roleArns.length > 0 ? roleArns : [arn('iam', '', ownAccount, 'role/none')],
    assumesRoles: String(roleArns.length > 0),
    incidentArns: [...of('ssm-incidents', 'incident-record/*'), ...of('ssm-incidents', 'response-plan/*')],
    replicationSetArns: of('ssm-incidents', 'replication-set/*'),
    executionArns: of('ssm', 'automation-execution/*'),
    opsItemArns: of('ssm', 'opsitem/*'),
    alarmArns: of('cloudwatch', 'alarm:*'),
    contactArns: of('ssm-contacts', 'contact/*'),
    rotationArns: of('ssm-contacts', 'rotation/*'),
    agentSpaceArns: [agentSpaceArn(process.env.DEVOPS_AGENT_SPACE)],
    engagementArns: of('ssm-contacts', 'engagement/*'),
  };
};
