/**
 * The migrations of the database file, one a version. Append only: existing files have run the earlier ones.
 *
 * Times are epoch milliseconds. They are REAL because a time derived from a cadence may have a fraction.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE items (
    partition_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    listed_under TEXT,
    due_at REAL,
    expires_at REAL,
    PRIMARY KEY (partition_key, sort_key)
  ) STRICT;
  CREATE INDEX items_listed ON items (listed_under) WHERE listed_under IS NOT NULL;
  CREATE INDEX items_due ON items (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX items_expiring ON items (expires_at) WHERE expires_at IS NOT NULL;

  -- Rows are only inserted and deleted; what changes while a job waits is kept by its group.
  -- AUTOINCREMENT: the number of a finished job is never given again, so an old delivery cannot settle a new job.
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_name TEXT NOT NULL,
    job TEXT NOT NULL,
    sent_at REAL NOT NULL,
    not_before REAL NOT NULL
  ) STRICT;
  CREATE INDEX jobs_of_group ON jobs (group_name, id);

  -- One row for each group that has jobs. Finding work reads this table alone, however many jobs a group has.
  CREATE TABLE job_groups (
    name TEXT PRIMARY KEY,
    head INTEGER NOT NULL,
    ready_at REAL NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    claim INTEGER NOT NULL DEFAULT 0,
    holder TEXT,
    lease_until REAL
  ) STRICT;
  CREATE INDEX job_groups_ready ON job_groups (ready_at, head) WHERE holder IS NULL;
  CREATE INDEX job_groups_held ON job_groups (holder, lease_until) WHERE holder IS NOT NULL;

  CREATE TABLE job_ids (
    id TEXT PRIMARY KEY,
    until REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX job_ids_until ON job_ids (until);

  CREATE TABLE parked_jobs (
    id INTEGER PRIMARY KEY,
    group_name TEXT NOT NULL,
    job TEXT NOT NULL,
    reason TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    sent_at REAL NOT NULL,
    parked_at REAL NOT NULL
  ) STRICT;
  CREATE INDEX parked_jobs_at ON parked_jobs (parked_at);
  `,
  `
  ALTER TABLE items ADD COLUMN due_lane TEXT NOT NULL DEFAULT '';
  DROP INDEX items_due;
  CREATE INDEX items_due ON items (due_lane, due_at) WHERE due_at IS NOT NULL;
  `,
  `
  -- The order of a group's jobs as a chain: an index by group is written all over the file, this one at its end.
  ALTER TABLE jobs ADD COLUMN previous INTEGER;
  UPDATE jobs SET previous =
    (SELECT max(other.id) FROM jobs AS other WHERE other.group_name = jobs.group_name AND other.id < jobs.id);
  CREATE INDEX jobs_next ON jobs (previous) WHERE previous IS NOT NULL;
  ALTER TABLE job_groups ADD COLUMN tail INTEGER;
  UPDATE job_groups SET tail = (SELECT max(id) FROM jobs WHERE group_name = job_groups.name);
  DROP INDEX jobs_of_group;
  `,
  `
  -- People first: a group is found as theirs while it holds a job that a person waits for. All its jobs move up with that
  -- one, so that their order stays.
  ALTER TABLE jobs ADD COLUMN for_people INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job_groups ADD COLUMN for_people INTEGER NOT NULL DEFAULT 0;
  UPDATE jobs SET for_people = 1
    WHERE CASE WHEN json_valid(job) THEN job ->> '$.kind' END IN ('slack', 'unfurl');
  UPDATE job_groups SET for_people = waiting.jobs
    FROM (SELECT group_name, sum(for_people) AS jobs FROM jobs GROUP BY group_name) AS waiting
    WHERE waiting.group_name = job_groups.name;
  DROP INDEX job_groups_ready;
  CREATE INDEX job_groups_ready ON job_groups (for_people > 0, ready_at, head) WHERE holder IS NULL;
  `,
  `
  -- A delayed job holds up nothing: it is no part of its group before its time has come.
  CREATE TABLE delayed_jobs (
    id INTEGER PRIMARY KEY,
    group_name TEXT NOT NULL,
    job TEXT NOT NULL,
    for_people INTEGER NOT NULL,
    sent_at REAL NOT NULL,
    due_at REAL NOT NULL
  ) STRICT;
  CREATE INDEX delayed_jobs_due ON delayed_jobs (due_at);
  `,
];
