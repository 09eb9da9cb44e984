import { missingScopes, neededScopes, optionalScopes } from '../web-api/scopes.ts';
import type { SlackAnswer } from './ask-slack.ts';
import { type Finding, note, ok, toFix } from './finding.ts';

/**
 * The scopes that a card needs, and one line for each optional scope that a token lacks: what it would bring.
 * @param given the token's scopes
 * @param installAgain how to bring a missing one
 * @param place the workspace's name, where there are several
 */
export function scopeFindings(given: readonly string[], installAgain: string, place?: string): Finding[] {
  const [subject, optional] = ['Slack scopes', 'Optional scope'].map((each) => (place ? `${each} in ${place}` : each));
  const missing = neededScopes.filter((scope) => !given.includes(scope));
  const needed =
    missing.length === 0
      ? ok(subject ?? '', `all ${neededScopes.length} that a card needs`)
      : toFix(subject ?? '', `missing: ${missing.join(', ')}`, installAgain);
  const lacking = missingScopes(given).map((scope) =>
    note(optional ?? '', `${scope} would bring ${optionalScopes[scope]?.brings}`, installAgain),
  );
  return [needed, ...lacking];
}

/**
 * Whether cards can be posted in a channel that `CHAT_TOPICS` names.
 * @param answer of `conversations.info`
 * @param installAgain how to bring a missing scope
 */
export function channelFinding(
  id: string,
  { ok: found, error, needed, channel = {} }: SlackAnswer,
  installAgain: string,
): Finding {
  const subject = `Channel ${channel.name === undefined ? id : `#${channel.name}`}`;
  const invite = 'run in that channel: /invite @Incidents';
  if (error === 'missing_scope') {
    const why = `Slack does not say whether it is shared, so no card comes there: the scope ${needed} is missing`;
    return toFix(subject, why, installAgain);
  }
  if (found !== true) return toFix(subject, `CHAT_TOPICS names it, Slack says ${error}`, invite);
  if (channel.is_archived) return toFix(subject, 'it is archived', 'take it out of CHAT_TOPICS, or unarchive it');
  if (channel.is_private && !channel.is_member) return toFix(subject, 'it is private and the app is no member', invite);
  if (channel.is_ext_shared) {
    const found = 'shared with another organisation: gets cards of watched incidents alone';
    return note(subject, found, '/incident watch <arn>, in the channel, for each incident that it may see');
  }
  return ok(subject, 'cards can be posted there');
}
