import type { RecordChanges } from '../../aws/write/write-incident.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { refreshJobs } from '../../notifications/refresh-jobs.ts';
import { channelsShowing } from '../../posting/channels-showing.ts';
import { syncJob } from '../../posting/sync-job.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from './carry-out.ts';
import { readBack } from './read-back.ts';
import type { Step } from './write-journal.ts';

/** The services that changing a record and updating its cards takes. */
export type RecordWriting = Writing & Pick<Services, 'readSnapshot' | 'unfurls' | 'queue' | 'sleep'>;

export interface RecordWrite {
  arn: IncidentArn;
  /** The action in the audit line of the log. */
  name: string;
  step: Step;
  changes: RecordChanges;
  /** What was done, for the timeline. */
  words: string;
}

/**
 * Changes a record, then updates every card of the incident, which name the requester as the author of the change.
 * @returns a remark for the requester, empty if everything worked
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
  // If the change cannot be read now, the cards are refreshed later.
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
