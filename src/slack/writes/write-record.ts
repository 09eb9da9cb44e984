import type { RecordChanges } from '../../aws/write/write-incident.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { refreshJobs } from '../../notifications/refresh-jobs.ts';
import { channelsShowing } from '../../posting/channels-showing.ts';
import { syncJob } from '../../posting/sync-job.ts';
import type { AuthorizedInteraction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from './carry-out.ts';
import { readBack } from './read-back.ts';
import type { Step } from './write-journal.ts';

/** What a change of a record takes, and bringing it to every card. */
export type RecordWriting = Writing & Pick<Services, 'readSnapshot' | 'unfurls' | 'queue' | 'sleep'>;

export interface RecordWrite {
  arn: IncidentArn;
  /** For the log. */
  name: string;
  step: Step;
  changes: RecordChanges;
  /** For the timeline. */
  words: string;
}

/**
 * Changes a record, then makes every card of the incident show it, with the Slack user as who did it.
 * @returns a remark for the person, empty when all went well
 */
export async function writeRecord(
  services: RecordWriting,
  doing: AuthorizedInteraction,
  write: RecordWrite,
): Promise<string> {
  const { arn, name, step, changes, words } = write;
  const { remark } = await performWrite(services, doing, {
    name,
    step,
    words,
    about: () => arn.arn,
    claims: { what: { incident: arn.arn }, changes },
    write: async (once) => {
      await services.writes.update(arn, changes, once);
      return true;
    },
    show: () => showWritten(services, arn, changes, claimKey(doing.key, name)),
  });
  return remark;
}

async function showWritten(
  services: RecordWriting,
  arn: IncidentArn,
  changes: RecordChanges,
  key: string,
): Promise<void> {
  const snapshot = await readBack(
    services.sleep,
    () => services.readSnapshot(arn),
    ({ record }) => shows(record, changes),
  );
  // What cannot be read now is looked at later: the write itself is done.
  if (snapshot === undefined) return services.queue.send(refreshJobs(arn.arn, [], false, services.now()));
  await services.actors.confirm(snapshot.record, key);
  const channels = await channelsShowing(arn.arn, { cards: services.cardStore, unfurls: services.unfurls });
  if (channels.size > 0)
    await services.queue.send([...channels].map((each) => syncJob(arn.arn, each, snapshot, false)));
}

function shows(record: IncidentRecord, { status, impact, title, summary }: RecordChanges): boolean {
  return (
    (status === undefined || record.status === status) &&
    (impact === undefined || record.impact === impact) &&
    (title === undefined || record.title === title) &&
    (summary === undefined || (record.summary ?? '') === summary)
  );
}
