import type { AwsClients } from '../aws/clients.ts';
import type { ContactsCall } from '../aws/contacts-call.ts';

/** A read that changes nothing and shows whether it is allowed. */
export interface ReadProbe {
  action: string;
  /** The narrowest resource that serves the app. */
  resource: string;
  /** What is missing without it; absent: the app cannot do without. */
  without?: string;
  probe(): Promise<unknown>;
}

export interface ProbedAccount {
  clients: AwsClients;
  call: ContactsCall;
  region: string;
  account: string;
  role: string | undefined;
}
