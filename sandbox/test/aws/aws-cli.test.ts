import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { seedContacts, seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

const run = promisify(execFile);
const hasCli = spawnSync('aws', ['--version']).status === 0;

/**
 * The AWS CLI parses responses with AWS's own service models, so it finds what both the JavaScript client and the
 * server miss.
 */
describe.runIf(hasCli)('the AWS CLI (where it is installed)', { timeout: 240_000 }, () => {
  async function startCli() {
    const { aws } = await startAws();
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
    };
    const cli = async (...args: string[]): Promise<Record<string, unknown>> => {
      const common = ['--endpoint-url', aws.url, '--region', 'eu-west-1', '--output', 'json'];
      const { stdout } = await run('aws', [...args, ...common], { env });
      return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
    };
    return { aws, cli };
  }

  test('the AWS CLI reads incidents, including the hostile one and one with unknown members', async () => {
    const { cli } = await startCli();
    const arns = [seedIncidents.apiSample, seedIncidents.hostile, seedIncidents.unknownMembers];
    const reads = await Promise.all(arns.map((arn) => cli('ssm-incidents', 'get-incident-record', '--arn', arn)));
    expect(reads).toMatchObject(arns.map((arn) => ({ incidentRecord: { arn } })));
    const filters = JSON.stringify([{ key: 'status', condition: { equals: { stringValues: ['RESOLVED'] } } }]);
    const { incidentRecordSummaries } = await cli('ssm-incidents', 'list-incident-records', '--filters', filters);
    expect(incidentRecordSummaries).toHaveLength(1);
  });

  test('the AWS CLI starts and changes incidents, adds a note, and reads the timeline', async () => {
    const { aws, cli } = await startCli();
    const { incidentRecordArn } = await cli(
      'ssm-incidents',
      'start-incident',
      '--response-plan-arn',
      seedPlans.search,
      '--title',
      'By CLI',
    );
    const arn = String(incidentRecordArn);
    const event = ['--event-type', 'Note', '--event-data', '"seen"', '--event-time', '2026-11-23T12:00:00Z'];
    await cli('ssm-incidents', 'create-timeline-event', '--incident-record-arn', arn, ...event);
    await cli('ssm-incidents', 'update-incident-record', '--arn', arn, '--impact', '2', '--status', 'RESOLVED');
    expect(aws.incidents.get(arn)?.record).toMatchObject({ title: 'By CLI', impact: 2, status: 'RESOLVED' });
    const { eventSummaries } = await cli('ssm-incidents', 'list-timeline-events', '--incident-record-arn', arn);
    expect(eventSummaries).toContainEqual(expect.objectContaining({ eventType: 'Note' }));
    await expect(cli('ssm-incidents', 'update-incident-record', '--arn', arn, '--impact', '9')).rejects.toMatchObject({
      stderr: expect.stringContaining('ValidationException'),
    });
  });

  test('the AWS CLI calls the other services', async () => {
    const { cli } = await startCli();
    const { Engagements } = await cli('ssm-contacts', 'list-engagements', '--incident-id', seedIncidents.critical);
    expect(Engagements).toEqual([expect.objectContaining({ ContactArn: seedContacts.checkoutOnCall })]);
    expect(await cli('sts', 'get-caller-identity')).toMatchObject({ Account: '111122223333' });
    const id = '4105a4fc-f944-11e6-9d32-8fb2db27a909';
    const { AutomationExecution } = await cli('ssm', 'get-automation-execution', '--automation-execution-id', id);
    expect(AutomationExecution).toMatchObject({ AutomationExecutionStatus: 'Failed' });
    const { OpsItem } = await cli('ssm', 'get-ops-item', '--ops-item-id', 'oi-8084126392ac');
    expect(OpsItem).toMatchObject({ Status: 'Open', Severity: '1' });
  });

  test('reads alarms and the picture of a metric', async () => {
    const { cli } = await startCli();
    const names = ['checkout-p99', 'shop-health', 'search-slo-burn'];
    const types = ['--alarm-types', 'MetricAlarm', 'CompositeAlarm'];
    const { MetricAlarms, CompositeAlarms } = await cli(
      'cloudwatch',
      'describe-alarms',
      '--alarm-names',
      ...names,
      ...types,
    );
    expect(MetricAlarms).toMatchObject([
      { AlarmName: 'checkout-p99', StateValue: 'ALARM', Threshold: 4 },
      { EvaluationCriteria: { PromQLCriteria: { Query: expect.any(String) } } },
    ]);
    expect(CompositeAlarms).toMatchObject([{ AlarmName: 'shop-health' }]);
    const widget = JSON.stringify({ metrics: [['AWS/EC2', 'CPUUtilization']], width: 20, height: 10 });
    const { MetricWidgetImage } = await cli('cloudwatch', 'get-metric-widget-image', '--metric-widget', widget);
    expect(Buffer.from(String(MetricWidgetImage), 'base64').subarray(1, 4).toString()).toBe('PNG');
    await expect(cli('cloudwatch', 'describe-alarms', '--children-of-alarm-name', 'a', ...types)).rejects.toMatchObject(
      { stderr: expect.stringContaining('ValidationError') },
    );
  });
});
