import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { Seal } from './seal.ts';

const installationSchema = z.object({
  /** The workspace; absent: the whole organisation. */
  teamId: z.string().optional(),
  enterpriseId: z.string().optional(),
  isEnterpriseInstall: z.boolean(),
  /** The name of the workspace or organisation. */
  name: z.string(),
  appId: z.string(),
  botId: z.string(),
  botUserId: z.string(),
  /** The scopes that were granted. */
  scopes: z.array(z.string()),
  /** The person who installed the app. */
  installedBy: z.string(),
  installedAtMs: z.number(),
  /** When the token ends, in epoch milliseconds; absent: never. */
  expiresAtMs: z.number().optional(),
});

/** What is known of one installation, without its token. */
export type InstallationFacts = z.infer<typeof installationSchema>;

/** The tokens of an installation. */
export interface Tokens {
  botToken: string;
  /** Where tokens are rotated: good for one use. */
  refreshToken?: string | undefined;
}

/** An installation of the app: one workspace, or one organisation. */
export interface StoredInstallation extends InstallationFacts {
  /** The id of the workspace, or of the organisation. */
  id: string;
  tokens: Tokens;
}

/** An installation with the version that a conditional write names. */
export interface FoundInstallation {
  installation: StoredInstallation;
  version: number;
  /** Whether its tokens are sealed with an old key. */
  isSealedByOldKey: boolean;
}

/** Where the app is installed. Tokens are sealed: the stored file alone shows none. */
export interface InstallationStore {
  /** @throws AppError `configuration` when no key opens its tokens */
  get(id: string): Promise<FoundInstallation | undefined>;
  /** @returns whether it was written: `expect` held */
  put(installation: StoredInstallation, expect: number | 'anything'): Promise<boolean>;
  /** Removes it unless it was written since. @returns whether it was removed */
  remove(id: string, expect: number): Promise<boolean>;
  /** All of them, without tokens, by name. */
  list(): Promise<InstallationFacts[]>;
}

const partition = 'installations';
const rowSchema = installationSchema.extend({ tokens: z.string() });
const tokensSchema = z.object({ botToken: z.string(), refreshToken: z.string().optional() });

/** The id of an installation: the organisation's for one of a whole organisation. */
export const installationId = ({
  teamId,
  enterpriseId,
  isEnterpriseInstall,
}: Pick<InstallationFacts, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'>): string =>
  (isEnterpriseInstall ? enterpriseId : teamId) ?? '';

export function createInstallationStore(store: Store, seal: Seal, log?: Log): InstallationStore {
  const rows = createRows(store, rowSchema, log);
  return {
    async get(id) {
      const row = await rows.get({ partition, sort: id });
      if (row === undefined) return undefined;
      const { tokens: sealed, ...facts } = row.value;
      const tokens = tokensSchema.parse(JSON.parse(seal.open(sealed, id)));
      return {
        installation: { ...facts, id, tokens },
        version: row.version,
        isSealedByOldKey: seal.isOld(sealed),
      };
    },
    async put({ id, tokens, ...facts }, expect) {
      const sealed = seal.seal(JSON.stringify(tokens), id);
      const item = { partition, sort: id, value: { ...facts, tokens: sealed } };
      return (await rows.write(item, expect)) !== undefined;
    },
    remove: (id, expect) => store.remove({ partition, sort: id }, expect),
    async list() {
      const all = await rows.list(partition);
      return all
        .map(({ value: { tokens: _sealed, ...facts } }) => facts)
        .sort((one, other) => one.name.localeCompare(other.name));
    },
  };
}
