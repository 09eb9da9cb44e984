/** Account, plans and incidents of the seed. */
export const seedAccount = '111122223333';

const incident = (plan: string, id: string) => `arn:aws:ssm-incidents::${seedAccount}:incident-record/${plan}/${id}`;
const plan = (name: string) => `arn:aws:ssm-incidents::${seedAccount}:response-plan/${name}`;

export const seedPlans = {
  checkout: plan('checkout-plan'),
  payments: plan('payments-plan'),
  search: plan('search-plan'),
} as const;

export const seedIncidents = {
  /**
   * Critical. Two runbooks (one failed, one waits for approval), a long Markdown summary, every kind of related data.
   */
  critical: incident('checkout-plan', '8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21'),
  /** High, started by an alarm. */
  alarm: incident('payments-plan', 'c6b9d7e1-1c55-e0f7-3a9d-52c8e4b01f67'),
  /** Medium, started by an EventBridge rule. */
  rule: incident('search-plan', '04bad81f-7e2a-1b3c-9d40-6f8e2a5c7b19'),
  resolved: incident('search-plan', '92bad2aa-05f4-c8de-71b3-ae6d40c9f358'),
  /** Text that tries to ping people, inject links and break the layout. */
  hostile: incident('payments-plan', 'eebad3b7-aa01-4c6d-e85f-1b7290d3c4f6'),
  /** Union members that no client has. */
  unknownMembers: incident('checkout-plan', '5cbad4c9-3d18-f2a0-47e6-b93c0f5d8e12'),
  emptyTitle: incident('search-plan', '70bad5d3-68bc-03f9-a1d7-e42f9c06b5a8'),
  low: incident('search-plan', '1abad6e5-9f47-b8c2-5e03-7d60a1f4c9b3'),
  noImpact: incident('checkout-plan', 'b4bad7f6-c290-6e1d-08fa-39b5d7e2a4c1'),
  /** As printed in AWS's documentation. */
  apiSample: incident('example-response', '78bd9919-b9ac-962d-91e0-149960600e3f'),
  cliSample: incident('Example-Response-Plan', '6ebcc812-85f5-b7eb-8b2f-283e4d844308'),
} as const;

export const seedTopics = {
  chat: `arn:aws:sns:eu-west-1:${seedAccount}:incident-chat`,
  chatUs: `arn:aws:sns:us-east-1:${seedAccount}:incident-chat`,
  status: `arn:aws:sns:eu-west-1:${seedAccount}:status-page`,
} as const;

const alarm = (name: string) => `arn:aws:cloudwatch:eu-west-1:${seedAccount}:alarm:${name}`;

export const seedAlarms = {
  /** On a metric's percentile; started the critical incident. */
  checkout: alarm('checkout-p99'),
  /** On metric math; started the one about payments. Names may hold blanks, slashes and colons. */
  payments: alarm('payments/declined: rate > 5 %'),
  /** On an anomaly band. */
  band: alarm('search-queries-unusual'),
  promql: alarm('search-slo-burn'),
  /** On a Metrics Insights query, with contributors. */
  tables: alarm('throttled-tables'),
  /** Follows `checkout` and `band`. */
  composite: alarm('shop-health'),
} as const;

const opsItem = (id: string) => `arn:aws:ssm:eu-west-1:${seedAccount}:opsitem/${id}`;

export const seedOpsItems = {
  /** The parent of the critical incident. */
  critical: opsItem('oi-8084126392ac'),
  /** Made by an alarm; no incident. */
  storage: opsItem('oi-f1d2c3b4a596'),
  /** Text that tries to ping people and inject links. */
  hostile: opsItem('oi-0bad0bad0bad'),
} as const;

const contact = (alias: string) => `arn:aws:ssm-contacts:eu-west-1:${seedAccount}:contact/${alias}`;

const rotation = (id: string) => `arn:aws:ssm-contacts:eu-west-1:${seedAccount}:rotation/${id}`;

export const seedRotations = {
  payments: rotation('0b1c7f0e-6a53-4a09-9c5f-9f2f0d1e7a11'),
  search: rotation('5d2f9b44-1c7e-4d60-8a3b-70e6c9f2b85d'),
} as const;

export const seedContacts = {
  checkoutOnCall: contact('checkout-on-call'),
  /** Pages the person on call in `paymentsRotation`, then Ben. */
  paymentsEscalation: contact('payments-escalation'),
  paymentsRotation: contact('payments-rotation'),
  /** On call by day only. */
  searchOnCall: contact('search-on-call'),
  amelia: contact('amelia'),
  ben: contact('ben'),
  chiyo: contact('chiyo'),
} as const;

/** The Agent Space of the embedded AWS DevOps Agent. */
export const seedAgentSpace = { region: 'eu-west-1', id: 'f95eb69d-46e2-48c9-875f-07536fd3b4b2' } as const;
