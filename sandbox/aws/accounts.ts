/** The principal of an access key. */
interface Identity {
  account: string;
  principal: string;
}

/** Access keys of the sandbox. Any key belongs to the home account, except those issued for a role. */
export interface Accounts {
  home: string;
  identify(accessKeyId: string): Identity;
  /** Issues an access key for a session of a role. */
  assumeRole(roleArn: string, session: string): { accessKeyId: string; identity: Identity };
}

/** @param random returns a number in [0, 1) */
export function createAccounts({ home, random }: { home: string; random: () => number }): Accounts {
  const keys = new Map<string, Identity>();
  const principal = `arn:aws:sts::${home}:assumed-role/SlackApp/slack-app`;
  return {
    home,
    identify: (accessKeyId) => keys.get(accessKeyId) ?? { account: home, principal },
    assumeRole(roleArn, session) {
      const [, partition = 'aws', , , account = home] = roleArn.split(':');
      const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      const identity = { account, principal: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}` };
      const accessKeyId = `ASIA${letters(16, random)}`;
      keys.set(accessKeyId, identity);
      return { accessKeyId, identity };
    },
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const letters = (count: number, random: () => number) =>
  Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
