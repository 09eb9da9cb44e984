import { readManifest } from 'slack-aws-sandbox';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedWorkspaces, ids } from 'slack-aws-sandbox/slack';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { run } from '../../src/run.ts';
import { allText } from '../support/all-text.ts';
import { startBackends } from '../support/backends.ts';
import { followRedirect, keys, openInstallPage, publicUrl } from '../support/install-pages.ts';
import { startLeapingClock } from '../support/leaping-clock.ts';
import { silentLog } from '../support/silent-log.ts';

test('from one workspace to several: cards and watches stay, and work that came before the installation is done after it', async () => {
  const stopLeaping = startLeapingClock();
  const spaces = await createEmbeddedWorkspaces({
    // The app sees the first one's people and channels by the same ids, with one token and with several.
    workspaces: ['1', 'S'],
    manifest: readManifest('manifest.yml'),
    rateLimits: false,
    now: () => Date.now(),
  });
  const backends = await startBackends();
  const [first, second] = spaces.workspaces;
  if (first === undefined || second === undefined) throw new Error('two workspaces expected');
  const { slack } = first;
  const start = async (more: NodeJS.ProcessEnv) => {
    const environment = { ...backends.appEnvironment, INCIDENT_EDITORS: ids.ada, ...more };
    Object.assign(process.env, environment);
    return run({
      config: readConfig(environment),
      environment,
      log: silentLog,
      trustsCertificateUrl: (url) => url === backends.sns.certificateUrl,
    });
  };
  let running = await start({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
  });
  onTestFinished(async () => {
    await running.stop();
    await spaces.close();
    await backends.end();
    stopLeaping();
  });
  const appUrl = `http://127.0.0.1:${running.port}`;
  slack.setAppUrl(appUrl);
  backends.sns.subscribe(seedTopics.chat, `${appUrl}/notifications`);
  const until = <T>(holds: () => T | Promise<T>) => slack.workspace.until(holds, 30_000);
  await until(() => backends.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed));
  const cardsIn = (workspace: typeof slack.workspace, channel: string, arn: string) =>
    workspace
      .messages(channel)
      .filter(({ blocks }) => allText(blocks).includes(arn.split('/').at(-1) ?? '?'))
      .map(({ ts, blocks }) => ({ ts, text: allText(blocks) }));
  const cards = (arn: string) => [ids.incidents, ids.checkout].map((channel) => cardsIn(slack.workspace, channel, arn));

  const arn = backends.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 2 });
  await until(() => cardsIn(slack.workspace, ids.incidents, arn).length === 1);
  await slack.workspace.command({ user: ids.ada, channel: ids.checkout, text: `watch ${arn}` });
  await until(() => cardsIn(slack.workspace, ids.checkout, arn).length === 1);
  const before = cards(arn).flat();
  expect(before).toHaveLength(2);
  await running.stop();

  running = await start({
    PORT: new URL(appUrl).port,
    SLACK_BOT_TOKEN: '',
    SLACK_SIGNING_SECRET: spaces.signingSecret,
    SLACK_API_URL: spaces.apiUrl,
    SLACK_CLIENT_ID: spaces.clientId,
    SLACK_CLIENT_SECRET: spaces.clientSecret,
    SLACK_STATE_SECRET: 'state-secret-state-secret',
    PUBLIC_URL: publicUrl,
    INSTALL_TEAMS: `${first.id},${second.id}`,
    INSTALLATION_KEYS: keys,
    CHAT_TOPICS: `${seedTopics.chat}=${first.id}:${ids.incidents}+${second.id}:${second.seen(ids.incidents)}`,
  });
  slack.setAppUrl(`${spaces.url}/to-app/1`);
  spaces.setAppUrl(appUrl);
  backends.aws.incidents.update(arn, { summary: 'A node was drained.' });
  const install = async (place: string) => {
    const { authorizeUrl, cookie } = await openInstallPage(appUrl);
    return followRedirect(appUrl, await spaces.agree(authorizeUrl, place), cookie);
  };
  expect(allText(cards(arn))).not.toContain('A node was drained.');
  for (const { id } of [first, second]) expect((await install(id)).status).toBe(200);
  await until(() => cards(arn).every(([card]) => card?.text.includes('A node was drained.')));
  expect(
    cards(arn)
      .flat()
      .map(({ ts }) => ts),
  ).toEqual(before.map(({ ts }) => ts));
  await slack.workspace.command({ user: ids.ada, channel: ids.checkout, text: 'watching' });
  await until(() => allText(slack.workspace.ephemerals(ids.ada, ids.checkout)).includes('Checkout is slow'));
  const next = backends.aws.incidents.start(seedPlans.checkout, { title: 'Search is down', impact: 2 });
  await until(() => [first, second].every((each) => cardsIn(each.slack.workspace, ids.incidents, next).length === 1));
});
