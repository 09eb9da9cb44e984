import type { AwsClients } from '../aws/clients.ts';
import type { Config } from '../config.ts';

/** What the doctor looks at. */
export interface Examined {
  config: Config;
  environment: NodeJS.ProcessEnv;
  /** At least one, in the order in which the app asks them. */
  regions: readonly string[];
  clients: AwsClients;
}
