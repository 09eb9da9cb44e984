import { seedAccount, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AttackedApp, startAttackedApp } from './attacked-app.ts';

const publicUrl = 'https://incidents.example.com/app';
const foreign = 'arn:aws:sns:eu-west-1:999999999999:their-topic';

let attacked: AttackedApp;
beforeAll(async () => {
  const CHAT_TOPICS = `${seedTopics.chat}=${ids.incidents}`;
  attacked = await startAttackedApp({ CHAT_TOPICS, PUBLIC_URL: publicUrl, INCIDENT_ACCOUNTS: seedAccount });
});
beforeEach(() => attacked.app.aws.calls.clear());
afterAll(() => attacked.app.stop());

const connect = (text: string) => attacked.told(() => attacked.ask(`topics connect ${text}`));
const subscribed = () => attacked.app.aws.calls.all().filter(({ operation }) => operation === 'Subscribe');
const endpoints = (topic: string) => attacked.app.sns.topics.subscriptions(topic).map(({ endpoint }) => endpoint);

describe('/incident topics connect', () => {
  test.each([
    'https://evil.example.com',
    'https://incidents.example.com',
    'https://incidents.example.com/app/elsewhere',
    'https://incidents.example.com/app/notifications/../../x',
    'https://incidents.example.com.evil.example/app',
    'https://incidents.example.com:8443/app',
    'https://incidents.example.com/app?to=evil',
    'http://127.0.0.1:1',
    'http://localhost:9',
    'https://169.254.169.254/notifications',
  ])("/incident topics connect subscribes no address but the app's own: %s", async (address) => {
    const { text } = await connect(`${seedTopics.chat} ${address}`);
    expect(text).toMatch(/not an address of this app/);
    expect(subscribed()).toEqual([]);
  });

  test('/incident topics connect refuses a topic of an unlisted account', async () => {
    const { text } = await connect(foreign);
    expect(text).toMatch(/Account 999999999999 is not on this app's list/);
    expect(subscribed()).toEqual([]);
  });

  test.each(['', publicUrl, `${publicUrl}/`, `${publicUrl}/notifications`])(
    "/incident topics connect takes the app's own address: '%s'",
    async (address) => {
      await connect(`${seedTopics.chat} ${address}`);
      expect(endpoints(seedTopics.chat)).toEqual([`${publicUrl}/notifications`]);
    },
  );

  test('/incident topics connect takes the port that the app listens on', async () => {
    await connect(`${seedTopics.status} ${attacked.app.appUrl}`);
    expect(endpoints(seedTopics.status)).toContain(`${attacked.app.appUrl}/notifications`);
  });
});
