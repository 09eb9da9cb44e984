import type { Browser } from 'playwright-core';
import { seedAgentSpace, seedIncidents, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPanel } from '../../sandbox/aws/panel.ts';
import { createPageServer } from '../../sandbox/page-server.ts';
import { createPanelRoutes } from '../../sandbox/panel-routes.ts';
import { launchBrowser, openPage } from '../../sandbox/test/page/browser.ts';
import { readConfig } from '../../src/config/config.ts';
import { type Running, run } from '../../src/run.ts';
import { type Backends, startBackends } from '../support/backends.ts';
import { silentLog } from '../support/silent-log.ts';

const arn = seedIncidents.alarm;
let backends: Backends;
let app: Running;
let browser: Browser;
let url = '';

/** In this process, so that the agent needs no minutes; on the machine's clock, which the browser needs. */
beforeAll(async () => {
  const pages = createPageServer();
  const environment = {
    DEVOPS_AGENT_SPACE: `${seedAgentSpace.region}/${seedAgentSpace.id}`,
    CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
    INCIDENT_EDITORS: ids.ada,
  };
  [backends, browser] = await Promise.all([startBackends({ environment }), launchBrowser()]);
  const { aws, sns, slack, appEnvironment } = backends;
  aws.devOpsAgent.behave({
    summary: '# Summary\n\n## Root Cause\nThe *pool* is too small. <!channel>',
    startsAfterMs: 0,
    endsAfterMs: 300,
  });
  const panel = createPanelRoutes(createPanel(aws.incidents, aws.contacts));
  Object.assign(process.env, appEnvironment);
  app = await run({
    config: readConfig(appEnvironment),
    environment: appEnvironment,
    log: silentLog,
    otherwise: (...asked) => pages.handle(...asked) || panel(...asked) || slack.pageHandler(...asked),
    trustsCertificateUrl: (address) => address === sns.certificateUrl,
  });
  url = `http://127.0.0.1:${app.port}`;
  slack.setAppUrl(url);
  backends.forwardEvents('aws.aidevops', seedTopics.chat);
  sns.subscribe(seedTopics.chat, `${url}/notifications`);
  await slack.workspace.until(
    () => sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed),
    10_000,
  );
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await backends?.end();
});

test("a thread in the sandbox's page shows the alarm's chart, and an investigation with its report", async () => {
  const { page, errors } = await openPage(browser, url);
  const composer = page.getByRole('textbox', { name: 'Message #incidents' });
  const type = async (text: string) => {
    await composer.fill(text);
    await composer.press('Enter');
  };
  await type(`/incident ${arn}`);
  const channel = page.getByRole('log', { name: 'Messages in #incidents' });
  await channel.getByText(arn).last().waitFor();
  await type(`/incident chart ${arn}`);
  await channel.getByRole('button', { name: '1 reply' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByRole('img', { name: /^Chart of alarm / }).waitFor();
  // It is loaded, and no broken picture.
  await page.waitForFunction(`document.querySelector('img[alt^="Chart of alarm "]').naturalWidth > 100`);

  await type(`/incident investigate ${arn}`);
  const form = page.getByRole('dialog');
  await form.getByText(/costs agent time/).waitFor();
  await form.getByRole('button', { name: 'Investigate' }).click();
  await thread.getByText(/AWS DevOps Agent has finished its investigation/).waitFor();
  await thread.getByText(/not checked by people/).waitFor();
  await thread.getByText(/The pool is too small\. <!channel>/).waitFor();
  expect(await thread.getByRole('button', { name: /Mitigation plan/ }).count()).toBe(1);
  expect(errors).toEqual([]);
  await page.context().close();
});
