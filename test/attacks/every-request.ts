import { readManifest } from 'slack-aws-sandbox';
import { seedContacts, seedOpsItems, seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { installationEvents } from '../../scripts/manifest-variant.ts';
import { commandNames, opsItemButtons } from '../../src/actions/actions.ts';
import { actionId, callbackIds, elementIds } from '../../src/cards/block-kit/action-ids.ts';
import { encodeButtonValue } from '../../src/cards/block-kit/button-value.ts';
import { clickable } from '../../src/slack/actions/handle-click.ts';
import { formIds } from '../../src/slack/forms/listen-forms.ts';

/** Who sends a request, where and about what, and the workspace that Slack names. */
export interface Circumstances {
  user: string;
  /** The person's own workspace. */
  userTeam: string;
  /** The workspace of the request. */
  team: string;
  channel: string;
  /** An incident. */
  arn: string;
}

/** A request that Slack can send: its name in the test, and its payload. */
export interface SlackRequest {
  name: string;
  payload: Readonly<Record<string, unknown>>;
}

/** The arguments that a command needs after its incident. */
const more: Readonly<Record<string, string>> = {
  quiet: '2h',
  note: 'text',
  impact: '1',
  say: 'text',
  watch: 'every 30m',
  role: 'scribe',
  related: 'https://example.com',
};
/** The arguments of commands without an incident. */
const instead: Readonly<Record<string, string>> = {
  digest: '09:00 Europe/London',
  list: 'all',
  alarms: 'on',
  opsitems: 'on',
  unfurl: 'off',
  topics: '',
  doctor: '',
  start: '',
  watching: '',
  help: '',
};

let sent = 0;
const next = () => {
  sent += 1;
  return `every.${sent}`;
};

/** Every request that the app answers, by its own tables and its manifest: what is added there is included. */
export function everyRequest(circumstances: Circumstances): SlackRequest[] {
  return [
    ...everyCommand(circumstances),
    ...everyClick(circumstances),
    ...everyChoice(circumstances),
    ...everyForm(circumstances),
    ...everyShortcut(circumstances),
    ...everyEvent(circumstances),
  ];
}

function everyCommand({ user, team, channel, arn }: Circumstances): SlackRequest[] {
  const typed = commandNames.map((name) => {
    const rest = instead[name] ?? [arn, more[name] ?? ''].join(' ').trim();
    return `${name} ${rest}`.trim();
  });
  return [arn, 'list --csv', ...typed].map((text) => ({
    name: `/incident ${text.replace(arn, '<arn>')}`,
    payload: {
      command: '/incident',
      text,
      team_id: team,
      user_id: user,
      channel_id: channel,
      api_app_id: ids.app,
      is_enterprise_install: 'false',
      trigger_id: next(),
    },
  }));
}

const interaction = ({ user, userTeam, team }: Circumstances) => ({
  user: { id: user, team_id: userTeam },
  team: { id: team },
  api_app_id: ids.app,
  enterprise: null,
  is_enterprise_install: false,
  trigger_id: next(),
});

function everyClick(circumstances: Circumstances): SlackRequest[] {
  const { channel, arn } = circumstances;
  const value = encodeButtonValue({ arn, seenMs: Date.now() });
  const onMessage = [
    ...clickable.map((name) => ({ action_id: actionId(name), value })),
    ...opsItemButtons.map((name) => ({ action_id: actionId(name), value: seedOpsItems.storage })),
  ];
  const container = { type: 'message', message_ts: '1.1', channel_id: channel };
  const inView = [elementIds.timelineOlder, elementIds.timelineNewer, elementIds.homeRefresh];
  const view = { id: 'V0EVERY', type: 'modal', private_metadata: arn };
  const button = (action_id: string, text: string) => ({ type: 'button', action_id, value: text, block_id: 'b' });
  return [
    ...[...onMessage, { action_id: elementIds.listPage, value: 'all 0' }].map((element) => ({
      name: `a click on ${element.action_id}`,
      payload: {
        type: 'block_actions',
        ...interaction(circumstances),
        channel: { id: channel },
        container,
        actions: [button(element.action_id, element.value)],
      },
    })),
    {
      name: 'a click that deletes a comment',
      payload: {
        type: 'block_actions',
        ...interaction(circumstances),
        container: { type: 'entity_comment', channel_id: channel, entity_url: linkTo(arn), external_ref: { id: arn } },
        actions: [button(elementIds.deleteNote, 'comment')],
      },
    },
    ...[...inView, actionId('details'), actionId('open')].map((action) => ({
      name: `a click on ${action} in a view`,
      payload: {
        type: 'block_actions',
        ...interaction(circumstances),
        container: { type: 'view', view_id: view.id },
        view,
        actions: [button(action, action.includes('timeline') ? 'newest' : value)],
      },
    })),
  ];
}

/** A choice in a menu of a form, which Slack reports before the form is sent. */
function everyChoice(circumstances: Circumstances): SlackRequest[] {
  const { channel, arn } = circumstances;
  const chosen = { contact: seedContacts.ben, plan: seedPlans.checkout };
  return Object.entries(chosen).map(([id, value]) => ({
    name: `a choice of a ${id}`,
    payload: {
      type: 'block_actions',
      ...interaction(circumstances),
      container: { type: 'view', view_id: 'V0CHOICE' },
      view: {
        id: 'V0CHOICE',
        hash: 'h',
        type: 'modal',
        callback_id: 'incident:engage',
        private_metadata: JSON.stringify({ arn, channel }),
        title: { type: 'plain_text', text: 'Form' },
        blocks: [],
        state: { values: {} },
      },
      actions: [{ type: 'static_select', action_id: id, block_id: id, selected_option: { value } }],
    },
  }));
}

function everyForm(circumstances: Circumstances): SlackRequest[] {
  const { channel, arn } = circumstances;
  const view = (callback_id: string, type: string) => ({
    id: `V0${next()}`,
    hash: 'h',
    type,
    callback_id,
    private_metadata: JSON.stringify({ arn, channel, seenMs: 0, was: { title: '', impact: 1, summary: '' } }),
    title: { type: 'plain_text', text: 'Form' },
    blocks: [],
    state: { values: { note: { note: { type: 'plain_text_input', value: 'typed' } } } },
  });
  const typed = {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'typed' }] }],
  };
  const pane = { ...view('', 'entity_detail'), external_ref: { id: arn }, entity_url: 'https://example.com', channel };
  return [
    ...formIds.map((callback) => ({ name: `the form ${callback}`, view: view(callback, 'modal') })),
    { name: 'an edit in the details pane', view: pane },
    ...['post', 'edit'].map((what) => ({
      name: `a comment: ${what}`,
      view: {
        ...view(`work-object-${what}-comment`, 'entity_comment'),
        external_ref: { id: arn },
        external_id: 'comment',
        entity_url: linkTo(arn),
        channel,
        state: { values: { comment_input_block: { comment_input_action: { rich_text_value: typed } } } },
      },
    })),
  ].map((form) => ({
    name: form.name,
    payload: { type: 'view_submission', ...interaction(circumstances), view: form.view },
  }));
}

function everyShortcut(circumstances: Circumstances): SlackRequest[] {
  const { channel, user, arn } = circumstances;
  const message = { ts: '1.1', user, text: arn };
  return readManifest('manifest.yml').shortcuts.map(({ type, callback_id }) => ({
    name: `the shortcut ${callback_id}`,
    payload: {
      type: type === 'global' ? 'shortcut' : 'message_action',
      ...interaction(circumstances),
      callback_id,
      ...(type === 'message' && { channel: { id: channel }, message, message_ts: '1.1' }),
    },
  }));
}

/** The incident's page in the console, as people paste it. */
const linkTo = (arn: string) =>
  `https://console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1#/incidents/${encodeURIComponent(arn)}`;

function everyEvent({ user, userTeam, team, channel, arn }: Circumstances): SlackRequest[] {
  const url = linkTo(arn);
  const message = { type: 'message', user, user_team: userTeam, channel, ts: '1.2', text: `look: ${arn}` };
  const link = { user, channel, message_ts: '1.2', is_bot_user_member: true, links: [{ domain: 'x', url }] };
  const events: Readonly<Record<string, readonly object[]>> = {
    app_uninstalled: [{ type: 'app_uninstalled' }],
    tokens_revoked: [{ type: 'tokens_revoked', tokens: { oauth: [user], bot: [ids.botUser] } }],
    team_access_granted: [{ type: 'team_access_granted', team_ids: [team] }],
    team_access_revoked: [{ type: 'team_access_revoked', team_ids: [team] }],
    channel_shared: [{ type: 'channel_shared', connected_team_id: ids.otherTeam, channel, event_ts: '1.4' }],
    reaction_added: [
      { type: 'reaction_added', user, reaction: 'pushpin', item: { type: 'message', channel, ts: '1.1' } },
    ],
    app_home_opened: [{ type: 'app_home_opened', user, channel: 'D0HOME', tab: 'home' }],
    app_mention: [arn, `list`, `note ${arn} text`, `edit ${arn}`].map((said, index) => ({
      ...message,
      type: 'app_mention',
      ts: `1.3${index}`,
      text: `<@${ids.botUser}> ${said}`,
    })),
    link_shared: [
      { type: 'link_shared', ...link },
      { type: 'link_shared', ...link, channel: 'COMPOSER', source: 'composer', unfurl_id: 'u' },
    ],
    entity_details_requested: [
      {
        type: 'entity_details_requested',
        user,
        channel,
        trigger_id: next(),
        external_ref: { id: arn },
        entity_url: url,
        link: { url },
      },
    ],
    entity_comments_requested: [
      {
        type: 'entity_comments_requested',
        user,
        channel,
        trigger_id: next(),
        external_ref: { id: arn },
        entity_url: url,
        link: { url },
        limit: 100,
        cursor: '',
      },
    ],
  };
  const edited = { ...message, subtype: 'message_changed', message, previous_message: { ...message, text: '' } };
  return [...readManifest('manifest.yml').botEvents, ...installationEvents].flatMap((subscription) => {
    const played = subscription.startsWith('message.') ? [message, edited] : events[subscription];
    if (played === undefined) throw new Error(`no step plays the event ${subscription}`);
    return played.map((event) => ({
      name: `the event ${subscription}`,
      payload: {
        type: 'event_callback',
        team_id: team,
        api_app_id: ids.app,
        event_id: next(),
        event,
        authorizations: [{ team_id: team, enterprise_id: null, user_id: ids.botUser, is_enterprise_install: false }],
        is_ext_shared_channel: false,
      },
    }));
  });
}

/** Callback ids of modals without a form. */
export const readOnlyViews: readonly string[] = [
  callbackIds.loading,
  callbackIds.details,
  callbackIds.timeline,
  callbackIds.related,
];
