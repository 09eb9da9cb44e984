import { seedAgentSpace } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { type Editing, startEditing } from '../e2e/editing.ts';
import { type SignAs, slackHeaders } from './start-fronts.ts';

/** Operations of AWS that change something. */
const writing = /^(Update|Create|Start|Stop|Delete|Put|Send|Assume)/;

/** The whole app, attacked by someone who can make Slack sign anything. */
export async function startAttackedApp(environment: Record<string, string> = {}) {
  const DEVOPS_AGENT_SPACE = `${seedAgentSpace.region}/${seedAgentSpace.id}`;
  const editing: Editing = await startEditing({ environment: { DEVOPS_AGENT_SPACE, ...environment } });
  const { app } = editing;
  // An investigation that goes on would be read again and again.
  app.aws.devOpsAgent.behave({ startsAfterMs: 0, endsAfterMs: 0 });
  const signAs: SignAs = { secret: app.slack.signingSecret };
  const calls = () => app.aws.calls.all();

  async function idle(): Promise<void> {
    await app.slack.workspace.until(async () => {
      const health = await fetch(`${app.appUrl}/healthz`);
      const { jobs } = (await health.json()) as { jobs: { waiting: number; running: number } };
      return jobs.waiting + jobs.running === 0;
    }, 15_000);
  }

  return {
    ...editing,
    /** Sends a signed payload as it is, and waits until its jobs are done. */
    async post(payload: object): Promise<void> {
      const body = bodyOf(payload);
      const type = 'event' in payload ? { type: 'application/json' } : {};
      const headers = slackHeaders(body, { ...signAs, ...type, atS: Math.floor(Date.now() / 1000) });
      const answer = await fetch(`${app.appUrl}/slack/events`, { method: 'POST', headers, body });
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
      await idle();
    },
    /**
     * A click on a button whose value the app never wrote, on a message of the app, so that the rest of the payload is
     * genuine.
     */
    async clickForged(user: string, actionId: string, value: string): Promise<void> {
      const button = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'x' } };
      const elements = [{ ...button, ...(value !== '' && { value }) }];
      const { slack } = app;
      const posted = await fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: ids.incidents, text: 'x', blocks: [{ type: 'actions', elements }] }),
      });
      const { ts } = (await posted.json()) as { ts: string };
      await slack.workspace.click({ user, channel: ids.incidents, ts, action_id: actionId });
      await idle();
      while (slack.workspace.views(user).length > 0) await slack.workspace.close({ user });
    },
    idle,
    /** The write calls that reached AWS. */
    writesTried: () => calls().filter(({ operation }) => writing.test(operation)),
    /** All calls that reached AWS, except those that read the app's identity. */
    callsTo: () => calls().filter(({ operation }) => operation !== 'GetCallerIdentity'),
    /** Everything that can be read in the workspace. */
    said: () =>
      JSON.stringify([
        ...Object.values(ids)
          .filter((id) => /^[CD]/.test(id))
          .flatMap((id) => app.slack.workspace.messages(id)),
        ...[ids.ada, ids.linus, ids.guest, ids.stranger].flatMap((id) => app.slack.workspace.ephemerals(id)),
      ]),
  };
}

export type AttackedApp = Awaited<ReturnType<typeof startAttackedApp>>;

/** An event is JSON, a command a form, an interaction JSON in a form. */
function bodyOf(payload: object): string {
  if ('event' in payload) return JSON.stringify(payload);
  const form = 'command' in payload ? { ...payload } : { payload: JSON.stringify(payload) };
  return new URLSearchParams(form as Record<string, string>).toString();
}

let sent = 0;

/** A click as Slack sends it. */
export function click(user: string, actionId: string, value: string, more: object = {}): object {
  sent += 1;
  return {
    type: 'block_actions',
    user: { id: user, team_id: ids.team },
    team: { id: ids.team },
    api_app_id: ids.app,
    trigger_id: `attack.${sent}`,
    channel: { id: ids.incidents },
    container: { type: 'message', message_ts: '1.1', channel_id: ids.incidents },
    actions: [{ type: 'button', action_id: actionId, value, block_id: 'b', action_ts: '1' }],
    ...more,
  };
}

/** A submitted form as Slack sends it. */
export function submission(user: string, callbackId: string, metadata: string, values: Record<string, string>): object {
  sent += 1;
  const fields = Object.entries(values).map(([id, value]) => [id, { field: { type: 'plain_text_input', value } }]);
  return {
    type: 'view_submission',
    user: { id: user, team_id: ids.team },
    team: { id: ids.team },
    api_app_id: ids.app,
    trigger_id: `attack.${sent}`,
    view: {
      id: `V0ATTACK${sent}`,
      hash: `${sent}`,
      type: 'modal',
      callback_id: callbackId,
      private_metadata: metadata,
      title: { type: 'plain_text', text: 'Note' },
      blocks: [],
      state: { values: Object.fromEntries(fields) },
    },
  };
}
