import { z } from 'zod';

/** The app is installed in several workspaces, and has a token for each. */
export interface OAuthSettings {
  clientId: string;
  clientSecret: string;
  /** Signs the state of an installation in progress. */
  stateSecret: string;
  /** Ids of the workspaces (`T…`) and organisations (`E…`) that may install the app; the first one owns what has no team. */
  teams: readonly string[];
  /** Keys that seal the stored tokens: the first seals, all of them open. */
  keys: readonly Buffer[];
}

const keyBytes = 32;
const secretWords = 'a secret of at least 16 characters, like the output of openssl rand -hex 32';
const teamWords = 'ids of workspaces and organisations like T0123,E0456';
const keyWords = 'keys of 32 bytes in base64, like the output of openssl rand -base64 32, with commas between them';

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]+=*$/.test(text) && Buffer.from(text, 'base64').length === keyBytes;

/** The variables of an app that is installed by OAuth. */
export const oauthVariables = {
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^\d+\.\d+$/, "the client ID from the Slack app's Basic Information page, like 123.456")
    .optional(),
  SLACK_CLIENT_SECRET: z.string().min(8, "the client secret from the Slack app's Basic Information page").optional(),
  SLACK_STATE_SECRET: z.string().min(16, secretWords).optional(),
  INSTALL_TEAMS: z
    .string()
    .transform(parts)
    .refine((teams) => teams.length > 0 && teams.every((team) => /^[TE][A-Z0-9]+$/.test(team)), teamWords)
    .optional(),
  INSTALLATION_KEYS: z
    .string()
    .transform(parts)
    .refine((keys) => keys.length > 0 && keys.every(isKey), keyWords)
    .optional(),
};

/** Variables that are never shown. */
export const oauthSecrets = ['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'INSTALLATION_KEYS'];

const needed: Readonly<Record<string, string>> = {
  SLACK_CLIENT_ID: "the client ID from the Slack app's Basic Information page",
  SLACK_CLIENT_SECRET: "the client secret from the Slack app's Basic Information page",
  SLACK_STATE_SECRET: secretWords,
  PUBLIC_URL: 'the https address of this app, which Slack returns people to',
  INSTALL_TEAMS: `${teamWords}: no one else may install the app`,
  INSTALLATION_KEYS: keyWords,
};

/** Whether the environment says that the app is installed by OAuth. */
export const usesOAuth = (given: NodeJS.ProcessEnv): boolean =>
  given.SLACK_CLIENT_ID !== undefined || given.SLACK_CLIENT_SECRET !== undefined;

/**
 * One line for each variable that is missing, or that does not go with the others.
 * @param part `worker`: a part that stands behind a front of its own starts no installation, so it needs no state secret
 */
export function missingForOAuth(given: NodeJS.ProcessEnv, part: 'whole' | 'worker'): string[] {
  const lines = Object.entries(needed).flatMap(([name, expected]) =>
    given[name] === undefined && !(part === 'worker' && name === 'SLACK_STATE_SECRET')
      ? [`${name}: found nothing, expected ${expected}`]
      : [],
  );
  if (given.SLACK_BOT_TOKEN === undefined) return lines;
  return [
    ...lines,
    'SLACK_BOT_TOKEN: found a token, expected nothing beside SLACK_CLIENT_ID: each workspace gets a token of its own when the app is installed',
  ];
}

type OAuthVariables = z.infer<z.ZodObject<typeof oauthVariables>>;

/** @returns `undefined` where the app has one token, `SLACK_BOT_TOKEN` */
export function oauthSettings(v: OAuthVariables): OAuthSettings | undefined {
  if (v.SLACK_CLIENT_ID === undefined) return undefined;
  return {
    clientId: v.SLACK_CLIENT_ID,
    clientSecret: v.SLACK_CLIENT_SECRET ?? '',
    stateSecret: v.SLACK_STATE_SECRET ?? '',
    teams: v.INSTALL_TEAMS ?? [],
    keys: (v.INSTALLATION_KEYS ?? []).map((key) => Buffer.from(key, 'base64')),
  };
}
