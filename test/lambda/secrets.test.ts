import { expect, test } from 'vitest';
import { withSecrets } from '../../src/fronts/lambda/secrets.ts';

const store = { '/app/token': 'xoxb-1', plain: 'p' };
const asked: object[] = [];
const read = async (_: unknown, input: { Names?: string[] }) => {
  asked.push(input);
  const found = Object.entries(store).filter(([name]) => input.Names?.includes(name));
  return { Parameters: found.map(([Name, Value]) => ({ Name, Value })) };
};

test('references to parameters are replaced by their values with one call; other variables stay', async () => {
  const environment = { A: 'ssm:/app/token', B: 'ssm:plain', C: 'ssm:/app/token', D: 'xoxb-2', E: 'ssm:not a name' };
  expect(await withSecrets(environment, read)).toEqual({ ...environment, A: 'xoxb-1', B: 'p', C: 'xoxb-1' });
  expect(asked).toEqual([{ Names: ['/app/token', 'plain'], WithDecryption: true }]);
});

test('without references Parameter Store is not called', async () => {
  const environment = { A: 'xoxb-1' };
  expect(await withSecrets(environment, () => Promise.reject(new Error('asked')))).toEqual(environment);
});

test('white space around a value is removed, in variables and parameters', async () => {
  const read = async () => ({ Parameters: [{ Name: 'secret', Value: 'abc\n' }] });
  expect(await withSecrets({ A: ' ssm:secret ', B: 'x\n', C: ' ' }, read)).toEqual({ A: 'abc', B: 'x' });
});

test('a missing parameter is named together with its variable', async () => {
  await expect(withSecrets({ SLACK_BOT_TOKEN: 'ssm:/gone' }, read)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/SLACK_BOT_TOKEN.*\/gone/),
  });
});
