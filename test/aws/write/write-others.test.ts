import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedAws, type EmbeddedAws, seedContacts, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAccounts } from '../../../src/aws/accounts.ts';
import { createContactsCall } from '../../../src/aws/contacts-call.ts';
import { createListContacts } from '../../../src/aws/read/list-contacts.ts';
import { createListResponsePlans } from '../../../src/aws/read/response-plans.ts';
import { createInRegions } from '../../../src/aws/regions.ts';
import { createStartEngagement } from '../../../src/aws/write/write-engagement.ts';
import { createDecideRunbook } from '../../../src/aws/write/write-signal.ts';
import { awsParts } from '../aws-parts.ts';

const regions = ['eu-west-1', 'us-east-1'];
let aws: EmbeddedAws;
beforeEach(async () => {
  aws = await createEmbeddedAws();
});
afterEach(() => aws.close());

function parts() {
  const { clients } = awsParts(aws.url, { regions });
  const inRegions = createInRegions(regions, Date.now);
  const accounts = createAccounts(undefined, clients, inRegions, Date.now);
  const call = createContactsCall(clients, { AWS_ENDPOINT_URL: aws.url });
  return {
    engage: createStartEngagement(call, accounts),
    contacts: createListContacts(call, accounts, regions, Date.now),
    plans: createListResponsePlans(clients, accounts, inRegions, Date.now),
    decide: createDecideRunbook(clients, accounts, sleep),
  };
}

const onceOf = (token: string, region?: string) => ({
  token,
  ...(region !== undefined && { region }),
  beforeSend: async () => undefined,
});

describe('engagements', () => {
  const summons = {
    contact: seedContacts.ben,
    incident: seedIncidents.low,
    sender: 'Ada “the Countess” Lovelace (U1) <x>',
    subject: 'x'.repeat(3000),
    content: 'y'.repeat(9000),
  };

  test('are cut and cleaned to what AWS takes, and started once per token', async () => {
    const { engage } = parts();
    const before = aws.contacts.engagements(seedIncidents.low).length;
    await engage(summons, onceOf('e1'));
    await engage(summons, onceOf('e1'));
    const started = aws.contacts.engagements(seedIncidents.low);
    expect(started).toHaveLength(before + 1);
    expect(started[0]?.sender).toBe('Ada the Countess Lovelace U1 x');
  });

  test('contacts of all Regions are listed once; one Region that refuses does not hide the others', async () => {
    const { contacts } = parts();
    aws.faults.add({ kind: 'access_denied', operation: 'ListContacts', region: 'us-east-1', times: 1 });
    const found = await contacts('111122223333');
    expect(found.map(({ arn }) => arn).sort()).toEqual(Object.values(seedContacts).sort());
    await contacts('111122223333');
    const asked = aws.calls.count('ListContacts');
    await contacts('111122223333');
    expect(aws.calls.count('ListContacts')).toBe(asked);
  });

  test('an error of every Region names the missing action', async () => {
    aws.faults.add({ kind: 'access_denied', operation: 'ListContacts' });
    await expect(parts().contacts('111122223333')).rejects.toMatchObject({ code: 'access_denied' });
  });
});

test('response plans are listed with their names, and believed for a while', async () => {
  const { plans } = parts();
  const { plans: found } = await plans();
  expect(found.map(({ arn }) => arn)).toEqual(expect.arrayContaining(Object.values(seedPlans)));
  expect(found.find(({ arn }) => arn === seedPlans.checkout)?.displayName).toBe('Checkout is slow or failing');
  await plans();
  expect(aws.calls.count('ListResponsePlans')).toBe(1);
});

describe('runbook decisions', () => {
  function waiting(approvals = 1): string {
    const execution = aws.automation.start({
      document: 'FailoverPayments',
      region: 'eu-west-1',
      account: '111122223333',
      executedBy: 'arn:aws:iam::111122223333:role/x',
    });
    for (const [index, step] of execution.steps.entries()) {
      if (index === 0) Object.assign(step, { status: 'Success' });
      if (index === 1) Object.assign(step, { status: 'Waiting', startedAtMs: Date.now(), approvals });
    }
    execution.status = 'Waiting';
    return execution.arn;
  }

  test.each([
    ['Approve', 'InProgress'],
    ['Reject', 'Rejected'],
  ] as const)('%s', async (signal, status) => {
    const execution = waiting();
    await parts().decide({ execution, signal, comment: '' }, onceOf('d1'));
    expect(aws.automation.find(execution)?.status).toBe(status);
  });

  test('an answer that was lost: the next try sees that it is decided', async () => {
    const execution = waiting();
    aws.faults.add({ kind: 'internal', operation: 'SendAutomationSignal', times: 1, afterwards: true });
    const decision = { execution, signal: 'Approve' as const, comment: 'Go' };
    await expect(parts().decide(decision, onceOf('d2'))).rejects.toMatchObject({ code: 'aws_unavailable' });
    await parts().decide(decision, onceOf('d2', 'eu-west-1'));
    expect(aws.calls.count('SendAutomationSignal')).toBe(1);
  });

  const lost = () =>
    aws.faults.add({ kind: 'internal', operation: 'SendAutomationSignal', times: 1, afterwards: true });
  const decisions = (execution: string) => aws.automation.find(execution)?.steps[1]?.outputs?.ApproverDecisions ?? [];

  test('an answer that was lost where several must approve: the approval is found by its mark, not given twice', async () => {
    const execution = waiting(2);
    const decision = { execution, step: 2, signal: 'Approve' as const, comment: 'Go' };
    lost();
    await expect(parts().decide(decision, onceOf('0123456789'))).rejects.toMatchObject({ code: 'aws_unavailable' });
    await parts().decide(decision, onceOf('0123456789', 'eu-west-1'));
    expect(decisions(execution).map((each) => JSON.parse(each).Comment)).toEqual(['Go [01234567]']);
    expect(aws.automation.find(execution)?.status).toBe('Waiting');
    await parts().decide(decision, onceOf('another approver'));
    expect(aws.automation.find(execution)?.status).toBe('InProgress');
  });

  test('a signal that never arrived is sent again', async () => {
    const execution = waiting(2);
    const decision = { execution, step: 2, signal: 'Approve' as const, comment: '' };
    await parts().decide(decision, onceOf('first approver'));
    aws.faults.add({ kind: 'internal', operation: 'SendAutomationSignal', times: 1 });
    await expect(parts().decide(decision, onceOf('second one'))).rejects.toMatchObject({ code: 'aws_unavailable' });
    await parts().decide(decision, onceOf('second one', 'eu-west-1'));
    expect(aws.automation.find(execution)?.status).toBe('InProgress');
  });

  test('where several must approve and AWS names no approver, an approval that may have arrived is not sent again', async () => {
    const execution = waiting(2);
    const decision = { execution, step: 2, signal: 'Approve' as const, comment: '' };
    const refused = parts().decide(decision, onceOf('d4', 'eu-west-1'));
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('several') });
    expect(aws.calls.count('SendAutomationSignal')).toBe(0);
  });

  test('a decision about one step is not taken for the next one', async () => {
    const execution = waiting();
    const decision = { execution, step: 1, signal: 'Approve' as const, comment: '' };
    await expect(parts().decide(decision, onceOf('d5'))).rejects.toMatchObject({ code: 'conflict' });
    await parts().decide(decision, onceOf('d5', 'eu-west-1'));
    expect(aws.calls.count('SendAutomationSignal')).toBe(0);
  });

  test('one that no longer waits is not decided', async () => {
    const execution = waiting();
    aws.automation.fail(execution, 'Stopped');
    const refused = parts().decide({ execution, signal: 'Approve', comment: '' }, onceOf('d3'));
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(aws.calls.count('SendAutomationSignal')).toBe(0);
  });
});
