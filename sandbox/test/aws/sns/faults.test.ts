import { SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { attributesOf, client, newSubscriber, newTopic, sns, subscribe, topicsForEachTest } from './topic-parts.ts';

topicsForEachTest();

describe('faults', () => {
  /** Repeatable: the same numbers for the same seed. */
  function seededRandom(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
  }

  async function messagesHeard(faults: Parameters<typeof sns.setFaults>[0]): Promise<string[]> {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    sns.setFaults(faults);
    for (let index = 0; index < 50; index += 1) sns.publish(TopicArn, String(index).padStart(2, '0'));
    await sns.settled();
    return subscriber.posts.map(({ body }) => JSON.parse(body).Message);
  }
  const all = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));

  test('some messages are delivered twice, and all in another order', async () => {
    const heard = await messagesHeard({ random: seededRandom(7), duplicate: 0.5, shuffle: 20, delayMs: 20 });
    expect(heard.length).toBeGreaterThan(60);
    expect([...new Set(heard)].sort()).toEqual(all);
    expect([...new Set(heard)]).not.toEqual(all);
  });

  test('some messages are lost', async () => {
    const heard = await messagesHeard({ random: seededRandom(7), drop: 0.5 });
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.length).toBeLessThan(40);
  });

  test('the end of faults lets out what was held', async () => {
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

describe('the public address', () => {
  test('confirms by the link in the message, and logs that it was followed', async () => {
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
