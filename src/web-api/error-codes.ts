/** What an error of the Web API is about. */
export type SlackErrorKind =
  /** Temporary: a retry succeeds. */
  | 'transient'
  /** The app's token or its installation: every call fails until an operator fixes it. */
  | 'token'
  /** A scope that the app was installed without. */
  | 'scope'
  /** The channel is closed, deleted or not open to the app. */
  | 'channel'
  /** The message is deleted. */
  | 'deleted'
  /** The message exists but cannot be changed. */
  | 'uneditable'
  /** The message cannot be replied to. */
  | 'thread'
  /** The request itself: a retry fails in the same way. */
  | 'request';

/**
 * The errors of the Web API methods that the app calls, and those common to all methods. Each code is listed once.
 * @see https://docs.slack.dev/reference/methods (each method's page lists its errors)
 */
const codesByKind: Readonly<Record<SlackErrorKind, readonly string[]>> = {
  transient: [
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
    'operation_timeout',
    'timeout',
    'ratelimited',
    'rate_limited',
    'too_many_requests',
    'message_limit_exceeded',
    'team_added_to_org',
    'org_login_required',
    'external_channel_migrating',
    'update_failed',
    'streaming_state_conflict',
    'hash_conflict',
    'list_record_comment_fetch_failed',
  ],
  token: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'not_allowed_token_type',
    'no_permission',
    'team_access_not_granted',
    'access_denied',
    'accesslimited',
    'app_access_restricted',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'two_factor_setup_required',
    'forbidden_team',
    'insecure_request',
    'team_disabled',
    'user_removed_from_team',
    'invalid_app_id',
    'unknown_method',
    // From chat.update: the channel or the workspace is frozen or archived. Only conversations.info tells which.
    'is_inactive',
  ],
  scope: ['missing_scope'],
  channel: [
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'messages_tab_disabled',
    'channel_is_limited_access',
    'method_not_supported_for_channel_type',
    'cannot_find_channel',
    'invalid_channel',
    'team_not_found',
    'user_not_in_channel',
    'posting_to_channel_denied',
    'permission_denied',
    'cannot_bookmark_from_external_org',
    'cannot_bookmark_restricted_sharing_enabled',
    'slack_connect_canvas_sharing_blocked',
    'slack_connect_clip_sharing_blocked',
    'slack_connect_file_link_sharing_blocked',
    'slack_connect_file_upload_sharing_blocked',
    'slack_connect_lists_sharing_blocked',
    'slack_connect_blocked_file_type',
  ],
  deleted: ['message_not_found', 'cannot_find_message'],
  uneditable: ['cant_update_message', 'edit_window_closed', 'cant_broadcast_message'],
  thread: ['thread_not_found', 'cannot_reply_to_message'],
  request: [
    // Every method.
    'deprecated_endpoint',
    'method_deprecated',
    'is_bot',
    'invalid_arg_name',
    'invalid_arguments',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_post_type',
    'missing_post_type',
    'invalid_json',
    'json_not_object',
    'missing_argument',
    'missing_args',
    'not_implemented',
    'invalid_cursor',
    // Messages.
    'as_user_not_supported',
    'attachment_payload_limit_exceeded',
    'block_mismatch',
    'draft_already_deleted',
    'draft_already_sent',
    'draft_has_conflict',
    'draft_not_found',
    'duplicate_channel_not_found',
    'duplicate_message_not_found',
    'invalid_attachments',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_metadata',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'error_processing_metadata',
    'markdown_text_conflict',
    'metadata_must_be_sent_from_app',
    'metadata_too_large',
    'missing_file_data',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_dual_broadcast_content_update',
    'no_text',
    'send_on_behalf_not_allowed',
    'too_many_attachments',
    'too_many_contact_cards',
    // Reading conversations.
    'invalid_metadata_filter_keys',
    'invalid_ts_latest',
    'invalid_ts_oldest',
    // Unfurls and Work Objects.
    'cannot_auth_user',
    'cannot_find_service',
    'cannot_parse_attachment',
    'cannot_prompt',
    'cannot_unfurl_message',
    'cannot_unfurl_url',
    'invalid_source',
    'invalid_unfurl_id',
    'invalid_unfurls_format',
    'missing_channel',
    'missing_source',
    'missing_ts',
    'missing_unfurl_id',
    'missing_unfurls',
    'entity_metadata_does_not_match_trigger',
    'feature_not_enabled',
    'missing_interactivity_url',
    'missing_options_load_url',
    'user_auth_url_missing',
    // Views.
    'duplicate_external_id',
    'exchanged_trigger_id',
    'expired_trigger_id',
    'invalid_trigger_id',
    'trigger_exchanged',
    'trigger_expired',
    'missing_profile_id',
    'not_enabled',
    'not_found',
    'push_limit_reached',
    'view_too_large',
    // Pins and bookmarks.
    'already_pinned',
    'bad_timestamp',
    'file_already_added',
    'file_comment_not_found',
    'file_not_shared',
    'invalid_app_action_type',
    'invalid_bookmark_type',
    'invalid_child_type',
    'invalid_emoji',
    'invalid_entity_id',
    'invalid_link',
    'invalid_parent_type',
    'invalid_shortcut_type',
    'no_item_specified',
    'no_pin',
    'not_pinnable',
    'not_pinned',
    'parent_bookmark_disabled',
    'parent_with_link',
    'too_many_bookmarks',
    'too_many_pins',
    // Reactions.
    'already_reacted',
    'invalid_name',
    'no_access',
    'no_item_specified',
    'no_reaction',
    'not_reactable',
    'thread_locked',
    'too_many_emoji',
    'too_many_reactions',
    'too_many_tabs',
    // Files.
    'alt_txt_too_large',
    'blocked_file_type',
    'channels_limit_exceeded',
    'file_deleted',
    'file_is_deleted',
    'file_not_found',
    'file_share_limit_reached',
    'file_type_not_allowed',
    'file_update_failed',
    'file_upload_size_restricted',
    'file_uploads_disabled',
    'file_uploads_except_images_disabled',
    'max_file_sharing_exceeded',
    'snippet_too_large',
    'storage_limit_reached',
    'unable_to_share_files',
    'unknown_snippet_type',
    'unknown_subtype',
    // People and groups.
    'no_such_subteam',
    'plan_upgrade_required',
    'too_many_users',
    'user_not_found',
    'user_not_visible',
    // Response URLs.
    'expired_url',
    'used_url',
    'no_service',
  ],
};

const kinds = new Map<string, SlackErrorKind>(
  (Object.keys(codesByKind) as SlackErrorKind[]).flatMap((kind) => codesByKind[kind].map((code) => [code, kind])),
);

/** All codes of the table. A test checks that each is listed once. */
export const knownSlackCodes: readonly string[] = Object.values(codesByKind).flat();

/**
 * The kind of a Slack error code; `undefined` for an unknown code.
 * @example
 * kindOfSlackCode('is_archived'); // 'channel'
 */
export const kindOfSlackCode = (code: string): SlackErrorKind | undefined => kinds.get(code);
