import type { JsonObject } from '../json-value.ts';
import { isObject } from '../json-value.ts';
import { isOutsider } from '../outsiders.ts';
import { respond } from '../response-urls.ts';
import { ids } from '../seed.ts';
import { verificationToken } from '../to-app/envelope.ts';
import type { Acknowledgement } from '../to-app/transport.ts';
import { escaped, typedText } from '../typed-text.ts';
import { SlackApiError } from '../web-api/method.ts';
import { channelOf, notice, type PeopleContext, PersonError, personById } from './context.ts';
import { invite } from './invite.ts';
import { payloadChannelName } from './payload.ts';

export interface TypedCommand {
  user: string;
  channel: string;
  /** With or without the command itself: `/incident list`, or `list` for the app's first command. */
  text: string;
}

/**
 * A person sends a slash command: one of the app's, or Slack's own `/invite`.
 * @returns the app's answer to the request; a text in it has been posted
 * @throws PersonError when the command is not available to that person
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export async function sendCommand(context: PeopleContext, typed: TypedCommand): Promise<Acknowledgement> {
  const { state, delivery, triggers, responseUrls } = context;
  const person = personById(state, typed.user);
  const channel = channelOf(state, typed.channel, typed.user);
  const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.text.trim()) ?? [];
  if (name === '/invite') {
    invite(state, { user: person.id, channel: channel.id, text: rest });
    return { ok: true, status: 200, ackMs: 0, body: '' };
  }
  const command = state.app.slashCommands.find((one) => name === '' || one.command === name);
  // People of other organisations have only the apps of their own workspace.
  if (command === undefined || isOutsider(person) || !state.installed)
    throw new PersonError(`${name} is not a valid command.`);
  if (channel.is_archived) throw new PersonError('is_archived');
  const text = name === '' ? typed.text.trim() : rest.trim();
  const target = { user: person.id, channel: channel.id };
  const payload: JsonObject = {
    token: verificationToken,
    team_id: ids.team,
    team_domain: state.team.domain,
    channel_id: channel.id,
    channel_name: payloadChannelName(channel),
    user_id: person.id,
    user_name: person.name,
    command: command.command,
    text: command.should_escape ? escapedText(context, text) : escaped(text),
    api_app_id: ids.app,
    is_enterprise_install: 'false',
    response_url: responseUrls.create('commands', target),
    trigger_id: triggers.issue({ user: person.id }),
  };
  const answer = await delivery.request('slash_commands', payload);
  if (!answer.ok) {
    const error = answer.reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed';
    notice(state, person.id, `${command.command} failed with the error "${error}"`);
    return answer;
  }
  try {
    if (isObject(answer.body) ? Object.keys(answer.body).length > 0 : answer.body !== '')
      respond(state, target, isObject(answer.body) ? answer.body : { text: answer.body });
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    notice(state, person.id, `${command.command} failed with the error "${error.code}"`);
  }
  return answer;
}

/** Replaces users and channels by their names, as `should_escape` requires. */
function escapedText({ state }: PeopleContext, text: string): string {
  return typedText(state, text).text.replaceAll(/<@(\w+)>/g, (whole, id) => {
    const name = state.users.get(id)?.name;
    return name === undefined ? whole : `<@${id}|${name}>`;
  });
}
