import { seedContacts, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
const start = (title: string, impact = 3) => editing.app.aws.incidents.start(seedPlans.search, { title, impact });
const engagements = (arn: string) => editing.app.aws.contacts.engagements(arn);
const find = (title: string) => editing.app.aws.incidents.list().filter(({ record }) => record.title === title);

describe('who would be paged', () => {
  /** Chooses an option of the form's menu, and returns the form that says whom it pages. */
  async function choose(action_id: string, value: string): Promise<string> {
    const view = await editing.form();
    const { workspace } = editing.app.slack;
    await workspace.click({ user: editing.ids.ada, view_id: view.id, action_id, value });
    return workspace.until(() => {
      const text = allText(workspace.views(editing.ids.ada).at(-1)?.blocks);
      return text.includes('"block_id":"who-pages"') ? text : undefined;
    }, 10_000);
  }

  test('Engage names who is on call for the chosen contact, stage after stage', async () => {
    const arn = start('Who is paged');
    await editing.click('engage', arn);
    const form = await choose('contact', seedContacts.paymentsEscalation);
    expect(form).toMatch(/Stage 1: Payments rotation: 千代 Tanaka until <!date/);
    expect(form).toContain('Stage 2, after 5 min: Ben Okafor');
    expect(await editing.send({ contact: seedContacts.paymentsEscalation })).toContain('Payments escalation');
  });

  test('Start names whom the chosen response plan pages, and those of the plan that it was opened with', async () => {
    await editing.ask('start');
    expect(await choose('plan', seedPlans.payments)).toMatch(/pages now:.*千代 Tanaka until <!date/);
    await editing.closeForms();
    const { workspace } = editing.app.slack;
    await editing.ask(`start ${seedPlans.payments}`);
    await workspace.until(() => allText(workspace.views(editing.ids.ada).at(-1)).includes('pages now:'), 10_000);
  });

  test('what cannot be read is said, and the form can be sent', async () => {
    const arn = start('On call cannot be read');
    await editing.click('engage', arn);
    await editing.form();
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListRotationShifts' });
    expect(await choose('contact', seedContacts.searchOnCall)).toContain('AWS refused ssm-contacts:ListRotationShifts');
    expect(await editing.send({ contact: seedContacts.searchOnCall })).toContain('Search on call');
  });
});

describe('start', () => {
  test('the start form starts the incident, posts its card in the channel and records who started it', async () => {
    await editing.ask('start');
    const view = await editing.form();
    expect(allText(view.blocks)).toContain('Checkout is slow or failing');
    const values = { plan: seedPlans.payments, title: 'Cards are declined', impact: '1', summary: 'Since **10:00**.' };
    expect(await editing.send(values)).toMatch(/Started: Cards are declined/);
    const [incident] = find('Cards are declined');
    expect(incident?.record).toMatchObject({ impact: 1, summary: 'Since **10:00**.', status: 'OPEN' });
    const arn = incident?.record.arn ?? '';
    const card = await editing.app.slack.workspace.until(() => editing.cards(editing.ids.incidents, arn)[0], 10_000);
    expect(allText(card)).toContain('Cards are declined');
    expect(editing.events(arn, 'Custom Event')[0]).toMatch(
      /^Started \(response plan payments-plan\) from Slack by ada/,
    );
  });

  test('a start without title and impact takes those of the plan', async () => {
    await editing.ask('start');
    await editing.form();
    await editing.send({ plan: seedPlans.search });
    const [incident] = editing.app.aws.incidents.list();
    expect(incident?.record).toMatchObject({ title: 'Search is degraded', impact: 3 });
  });

  test.each([
    ['StartIncident', { kind: 'internal', operation: 'StartIncident', times: 1, afterwards: true }],
    ['the summary', { kind: 'internal', operation: 'UpdateIncidentRecord', times: 1, afterwards: true }],
    ['the note of who did it', { kind: 'internal', operation: 'CreateTimelineEvent', times: 1, afterwards: true }],
  ] as const)("a start is made once, even if AWS's answer to %s is lost", async (what, fault) => {
    const title = `Lost: ${what}`;
    await editing.ask('start');
    await editing.form();
    editing.app.aws.faults.add(fault);
    expect(await editing.send({ plan: seedPlans.search, title, summary: 'Once' })).toContain(title);
    expect(find(title)).toHaveLength(1);
    const [incident] = find(title);
    expect(incident?.record.summary).toBe('Once');
    expect(editing.events(incident?.record.arn ?? '', 'Custom Event')).toHaveLength(1);
  });

  test('a start form that is sent twice starts one incident', async () => {
    await editing.ask('start');
    const view = await editing.form();
    const submit = () =>
      editing.app.slack.workspace.submit({
        user: editing.ids.ada,
        view_id: view.id,
        values: { plan: seedPlans.search, title: 'Sent twice' },
      });
    const before = editing.lines(editing.ids.ada).length;
    await Promise.all([submit(), submit()]);
    await editing.became(editing.ids.ada, before);
    await editing.app.slack.workspace.idle();
    expect(find('Sent twice')).toHaveLength(1);
  });

  test('a refused start form comes back with its input', async () => {
    await editing.ask('start');
    await editing.form();
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'StartIncident' });
    const again = await editing.send({
      plan: seedPlans.checkout,
      title: 'Refused start',
      impact: '2',
      summary: 'Text',
    });
    expect(again).toMatch(/ssm-incidents:StartIncident/);
    expect(again).toContain('"initial_value":"Refused start"');
    expect(again).toContain(`"initial_option":{"text":{"emoji":false,"type":"plain_text","text":"High"}`);
    expect(find('Refused start')).toEqual([]);
  });

  test('the start form of the global shortcut asks for a channel', async () => {
    await editing.app.slack.workspace.shortcut({ user: editing.ids.ada, callback_id: 'incident_start' });
    await editing.form();
    await editing.send({ plan: seedPlans.search, title: 'From anywhere', channel: editing.ids.checkout });
    const arn = find('From anywhere')[0]?.record.arn ?? '';
    await editing.app.slack.workspace.until(() => editing.cards(editing.ids.checkout, arn)[0], 10_000);
  });

  test("/incident with a response plan's ARN offers a button that starts an incident from it", async () => {
    const { message, all } = await editing.told(() => editing.ask(seedPlans.checkout));
    expect(message.text).toBe('That is a response plan, not an incident.');
    expect(all).toContain(`"action_id":"incident:start"`);
    expect(all).toContain(seedPlans.checkout);
  });

  test('the button of a pasted response plan preselects it in the start form', async () => {
    editing.app.slack.workspace.say({
      user: editing.ids.ada,
      channel: editing.ids.incidents,
      text: seedPlans.payments,
    });
    const answer = await editing.app.slack.workspace.until(
      () =>
        editing.app.slack.workspace
          .messages(editing.ids.incidents)
          .flatMap(({ ts }) => editing.app.slack.workspace.thread(editing.ids.incidents, ts))
          .find((message) => allText(message).includes('incident:start')),
      10_000,
    );
    await editing.app.slack.workspace.click({
      user: editing.ids.ada,
      channel: editing.ids.incidents,
      ts: answer.ts,
      action_id: 'incident:start',
    });
    const view = await editing.form();
    expect(allText(view.blocks)).toMatch(/"initial_option":\{"text":\{[^}]*Payments are declined or late/);
  });
});

describe('related items', () => {
  test('related items are added in the modal: a link with a title, and an ARN', async () => {
    const arn = start('Relate');
    await editing.click('related', arn);
    const open = async () => {
      const view = await editing.app.slack.workspace.until(
        () =>
          editing.app.slack.workspace
            .views(editing.ids.ada)
            .find((each) => allText(each.blocks).includes('"incident:relate"')),
        10_000,
      );
      await editing.app.slack.workspace.click({
        user: editing.ids.ada,
        view_id: view.id,
        action_id: 'incident:relate',
      });
      await editing.form();
    };
    await open();
    expect(await editing.send({ link: 'https://wiki.example/runbook', title: 'Runbook' })).toContain('Runbook');
    await editing.click('related', arn);
    await open();
    await editing.send({ link: seedIncidents.low });
    const items = editing.app.aws.incidents
      .get(arn)
      ?.relatedItems.map(({ identifier, title }) => ({ ...identifier, title }));
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'OTHER', value: { url: 'https://wiki.example/runbook' }, title: 'Runbook' }),
        expect.objectContaining({ type: 'INCIDENT', value: { arn: seedIncidents.low } }),
      ]),
    );
  });

  test.each([['javascript:alert(1)'], ['just words'], [`https://x.example/${'y'.repeat(990)}`]])(
    '%s is refused as a related item, and the form keeps it',
    async (link) => {
      const arn = start('No link');
      await editing.told(() =>
        editing.ask(`related ${arn} ${link.slice(0, 400)}${link.length > 400 ? 'y'.repeat(700) : ''}`),
      );
      expect(
        editing.app.aws.incidents.get(arn)?.relatedItems.filter(({ identifier }) => identifier.type === 'OTHER'),
      ).toEqual([]);
    },
  );

  test("a related item is added once by command, even if AWS's answer is lost", async () => {
    const arn = start('Typed link');
    editing.app.aws.faults.add({ kind: 'reset', operation: 'UpdateRelatedItems', times: 1, afterwards: true });
    const { text } = await editing.told(() => editing.ask(`related ${arn} https://status.example/1 Status page`));
    expect(text).toMatch(/Status page|limiting|did not answer/);
    await editing.app.slack.workspace.until(() => editing.events(arn, 'Custom Event').length === 1, 10_000);
    const mine = editing.app.aws.incidents.get(arn)?.relatedItems.filter(({ title }) => title === 'Status page');
    expect(mine).toHaveLength(1);
  });
});

describe('engage', () => {
  test('the engage form offers escalation plans, schedules and people, and pages once', async () => {
    const arn = start('Wake somebody');
    await editing.click('engage', arn);
    const view = await editing.form();
    const shown = allText(view.blocks);
    expect(shown.indexOf('Checkout on-call (escalation plan)')).toBeGreaterThan(0);
    expect(shown.indexOf('Payments rotation (on-call schedule)')).toBeLessThan(shown.indexOf('Amelia Ruiz'));
    editing.app.aws.faults.add({ kind: 'internal', operation: 'StartEngagement', times: 1, afterwards: true });
    expect(await editing.send({ contact: seedContacts.checkoutOnCall, reason: 'We need a database person' })).toContain(
      'Paged Checkout on-call',
    );
    expect(engagements(arn)).toHaveLength(1);
    expect(engagements(arn)[0]).toMatchObject({ subject: 'Medium: Wake somebody' });
    expect(engagements(arn)[0]?.content).toContain('We need a database person');
    expect(engagements(arn)[0]?.sender).toContain(editing.ids.ada);
    expect(editing.events(arn, 'Custom Event')[0]).toMatch(/^Checkout on-call paged/);
  });

  test('an incident that was resolved in the meantime pages no one without a second confirmation', async () => {
    const arn = start('Over already');
    await editing.click('engage', arn);
    await editing.form();
    editing.app.aws.incidents.resolve(arn);
    expect(await editing.send({ contact: seedContacts.ben })).toMatch(/resolved in the meantime/);
    expect(engagements(arn)).toEqual([]);
    await editing.send({});
    expect(engagements(arn)).toHaveLength(1);
  });

  test('a contact that AWS does not list is not paged', async () => {
    const arn = start('Tampered contact');
    await editing.click('engage', arn);
    const view = await editing.form();
    const value = { type: 'static_select', selected_option: { value: `${seedContacts.ben}x` } };
    const result = await editing.app.slack.workspace.submit({
      user: editing.ids.ada,
      view_id: view.id,
      values: { contact: value },
    });
    expect(result.ok).toBe(true);
    expect(await editing.again()).toMatch(/no longer exists/);
    expect(engagements(arn)).toEqual([]);
  });
});

describe('runbook approval', () => {
  async function waiting(title: string) {
    const arn = editing.app.aws.incidents.start(seedPlans.payments, { title, impact: 2 });
    const member = editing.record(arn)?.automationExecutions?.[0];
    const execution = editing.app.aws.automation.find(member?.ssmExecutionArn ?? '');
    if (execution === undefined) throw new Error('the plan starts no runbook');
    const [first, second] = execution.steps;
    if (first === undefined || second === undefined) throw new Error('the runbook has no steps');
    Object.assign(first, { status: 'Success', endedAtMs: Date.now() });
    Object.assign(second, { status: 'Waiting', startedAtMs: Date.now() });
    execution.status = 'Waiting';
    return { arn, execution: execution.arn };
  }
  const status = (execution: string) => editing.app.aws.automation.find(execution)?.status;

  test('a rejected runbook is attributed to the app, never to its role, on card, thread, details and report', async () => {
    const { arn, execution } = await waiting('Reject me');
    await editing.card(arn);
    await editing.click('approve', arn);
    await editing.form();
    expect(await editing.send({ decision: `Reject ${execution} 2`, comment: 'Replica lags' })).toMatch(/rejected/);
    const shown = () => allText(editing.cards(editing.ids.incidents, arn)[0]);
    await editing.app.slack.workspace.until(() => shown().includes('rejected'), 15_000);
    expect(shown()).toContain('Rejected by the Slack app: Replica lags');
    await editing.click('details', arn);
    const view = () => allText(editing.app.slack.workspace.views(editing.ids.ada).at(-1));
    await editing.app.slack.workspace.until(() => view().includes('was rejected'), 15_000);
    const details = view();
    await editing.ask(`report ${arn}`);
    const own = () => editing.app.slack.workspace.messages(editing.ids.incidents);
    const file = await editing.app.slack.workspace.until(
      () =>
        own()
          .flatMap((message) => editing.app.slack.workspace.thread(editing.ids.incidents, message.ts))
          .find((message) => message.files?.length),
      15_000,
    );
    const report = String(editing.app.slack.workspace.file(file.files?.[0]?.id ?? '')?.content);
    expect(report).toContain('Rejected by the Slack app');
    const everything = [
      details,
      report,
      ...own().flatMap(({ ts }) => editing.app.slack.workspace.thread(editing.ids.incidents, ts)),
    ];
    expect(allText(everything)).not.toMatch(/assumed-role\/SlackApp/);
  });

  test('an approved runbook continues, and the card shows it', async () => {
    const { arn, execution } = await waiting('Approve me');
    expect(allText(await editing.card(arn))).toContain('Review approval');
    await editing.click('approve', arn);
    const form = allText((await editing.form()).blocks);
    expect(form).toContain('Step: ApproveFailover');
    expect(form).toContain('Message: Payments moves to eu-central-1 for all customers.');
    expect(form).toContain('Approvers: grace and role PaymentsOnCall');
    const became = await editing.send({ decision: `Approve ${execution} 2`, comment: 'Go' });
    expect(became).toContain('Runbook FailoverPayments approved.');
    expect(status(execution)).toBe('InProgress');
    await editing.app.slack.workspace.until(
      () => !allText(editing.cards(editing.ids.incidents, arn)[0]).includes('Review approval'),
      10_000,
    );
    expect(editing.events(arn, 'Custom Event')[0]).toMatch(/^Runbook FailoverPayments approved \(Go\)/);
  });

  test("a runbook is rejected once, even if AWS's answer is lost", async () => {
    const { arn, execution } = await waiting('Reject me');
    await editing.click('approve', arn);
    await editing.form();
    editing.app.aws.faults.add({ kind: 'internal', operation: 'SendAutomationSignal', times: 1, afterwards: true });
    expect(await editing.send({ decision: `Reject ${execution} 2` })).toMatch(/rejected/);
    expect(status(execution)).toBe('Rejected');
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });

  test('an approval that someone else has given is refused, and the comment comes back', async () => {
    const { arn, execution } = await waiting('Too late');
    await editing.click('approve', arn);
    await editing.form();
    editing.app.aws.automation.fail(execution, 'Rejected elsewhere');
    const again = await editing.send({ decision: `Approve ${execution} 2`, comment: 'My words' });
    expect(again).toMatch(/no longer waits/);
    expect(again).toContain('My words');
    expect(editing.events(arn, 'Custom Event')).toEqual([]);
  });

  test('a runbook of another incident cannot be approved', async () => {
    const { arn } = await waiting('Mine');
    const other = await waiting('Not mine');
    await editing.click('approve', arn);
    await editing.form();
    const value = { type: 'static_select', selected_option: { value: `Approve ${other.execution}` } };
    await editing.app.slack.workspace.submit({ user: editing.ids.ada, values: { decision: value } });
    expect(await editing.again()).toMatch(/does not belong to this incident/);
    expect(status(other.execution)).toBe('Waiting');
  });
});

describe('the incident left out', () => {
  test('a command without an incident is about the only open one that the channel watches', async () => {
    const { ids } = editing;
    const arn = start('The watched one');
    await editing.told(() => editing.ask(`watch ${arn}`, ids.checkout), ids.ada, ids.checkout);
    const told = (text: string) => editing.told(() => editing.ask(text, ids.checkout), ids.ada, ids.checkout);
    expect((await told('note Queue drains again')).text).toContain('Queue drains again');
    expect(editing.events(arn, 'Note')).toEqual(['Queue drains again']);
    expect((await told('impact 2')).text).toContain('impact set to high');
    expect((await told('related https://wiki.example/queue Queue page')).text).toContain('Queue page');
    await editing.ask('edit', ids.checkout);
    expect(allText((await editing.form()).blocks)).toContain('The watched one');
    await editing.closeForms();
    expect((await told('resolve')).all).toMatch(/Resolve \\?"The watched one/);
    await editing.told(() => editing.ask('reopen', ids.checkout), ids.ada, ids.checkout);
  });
});
