/** For tests that still use this path. */
export { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
