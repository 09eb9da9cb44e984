/** The embedded Slack: a workspace, the Web API, and the requests that Slack sends to an app. */
export { createEmbeddedSlack, type EmbeddedSlack } from './embedded-slack.ts';
export type { Fault } from './faults.ts';
export type { CommandHelp, EmbeddedSlackOptions } from './options.ts';
export { createRateLimits, type Tier } from './rate-limits.ts';
export { ids } from './seed.ts';
export { until } from './until.ts';
export { createEmbeddedWorkspaces } from './workspaces/embedded-workspaces.ts';
export type { EmbeddedWorkspaces } from './workspaces/workspaces.ts';
