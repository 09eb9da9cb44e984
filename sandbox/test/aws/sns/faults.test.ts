import { SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { attributesOf, client, newSubscriber, newTopic, sns, subscribe, topicsForEachTest } from './topic-parts.ts';

topicsForEachTest();

describe('delivery faults', () => {
  /** A deterministic source: the same numbers for the same seed. */
  function seededRandom(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
  }

  async function deliveredMessages(faults: Parameters<typeof sns.setFaults>[0]): Promise<string[]> {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    sns.setFaults(faults);
    for (let index = 0; index < 50; index += 1) sns.publish(TopicArn, String(index).padStart(2, '0'));
    await sns.settled();
    return subscriber.posts.map(({ body }) => JSON.parse(body).Message);
  }
  const all = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));

  test('duplicate and shuffle faults deliver some messages twice, and all in another order', async () => {
    const delivered = await deliveredMessages({ random: seededRandom(7), duplicate: 0.5, shuffle: 20, delayMs: 20 });
    expect(delivered.length).toBeGreaterThan(60);
    expect([...new Set(delivered)].sort()).toEqual(all);
    expect([...new Set(delivered)]).not.toEqual(all);
  });

  test('a drop fault loses some messages', async () => {
    const delivered = await deliveredMessages({ random: seededRandom(7), drop: 0.5 });
    // On a busy machine SNS may send one again.
    const arrived = new Set(delivered).size;
    expect(arrived).toBeGreaterThan(10);
    expect(arrived).toBeLessThan(40);
  });

  test('clearing the faults delivers messages that were held back', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    sns.setFaults({ random: seededRandom(7), shuffle: 100 });
    sns.publish(TopicArn, 'held');
    sns.setFaults(undefined);
    await sns.settled();
    expect(subscriber.posts).toHaveLength(1);
  });
});

describe('the public endpoint', () => {
  test('the link in a confirmation message confirms, and the request is logged', async () => {
    const TopicArn = await newTopic();
    const { url, posts } = await newSubscriber();
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    await sns.settled();
    expect(sns.publicRequests).toEqual([]);
    const { SubscribeURL } = JSON.parse(posts[0]?.body ?? '{}');
    expect((await fetch(SubscribeURL)).status).toBe(200);
    expect((await fetch(`${SubscribeURL}x`)).status).toBe(404);
    expect(await attributesOf(TopicArn)).toMatchObject({ SubscriptionsConfirmed: '1' });
    expect(sns.publicRequests).toHaveLength(2);
  });
});
