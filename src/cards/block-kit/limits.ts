/** A limit of Slack's, with its source. */
interface Limit {
  max: number;
  source: string;
}

const reference = 'https://docs.slack.dev/reference';
const limit = (max: number, page: string): Limit => ({ max, source: `${reference}/${page}` });
const undocumented = (max: number, how: string): Limit => ({ max, source: `undocumented: ${how}` });

/** Slack's limits, in characters (UTF-16 units, the stricter count) or in items. */
export const limits = {
  messageBlocks: limit(50, 'block-kit/blocks'),
  viewBlocks: limit(100, 'block-kit/blocks'),
  messageJson: undocumented(10_000, 'msg_blocks_too_long was seen from 11,341 characters of blocks on'),
  messageText: limit(4000, 'methods/chat.update'),
  headerText: limit(150, 'block-kit/blocks/header-block'),
  sectionText: limit(3000, 'block-kit/blocks/section-block'),
  contextElements: limit(10, 'block-kit/blocks/context-block'),
  contextText: undocumented(2000, 'below the 3000 characters of any text object'),
  actionsElements: limit(25, 'block-kit/blocks/actions-block'),
  buttonText: limit(75, 'block-kit/block-elements/button-element'),
  buttonValue: limit(2000, 'block-kit/block-elements/button-element'),
  buttonUrl: limit(3000, 'block-kit/block-elements/button-element'),
  accessibilityLabel: limit(75, 'block-kit/block-elements/button-element'),
  confirmTitle: limit(100, 'block-kit/composition-objects/confirmation-dialog-object'),
  confirmText: limit(300, 'block-kit/composition-objects/confirmation-dialog-object'),
  confirmButton: limit(30, 'block-kit/composition-objects/confirmation-dialog-object'),
  overflowOptions: limit(5, 'block-kit/block-elements/overflow-menu-element'),
  radioOptions: limit(10, 'block-kit/block-elements/radio-button-group-element'),
  selectOptions: limit(100, 'block-kit/block-elements/select-menu-element'),
  optionText: limit(75, 'block-kit/composition-objects/option-object'),
  optionValue: limit(150, 'block-kit/composition-objects/option-object'),
  placeholder: limit(150, 'block-kit/block-elements/plain-text-input-element'),
  inputLabel: limit(2000, 'block-kit/blocks/input-block'),
  inputHint: limit(2000, 'block-kit/blocks/input-block'),
  inputLength: limit(3000, 'block-kit/block-elements/plain-text-input-element'),
  channelTopic: limit(250, 'methods/conversations.setTopic'),
  bookmarkTitle: undocumented(80, 'longer titles are cut in the bookmarks bar'),
  viewTitle: limit(24, 'views/modal-views'),
  viewButton: limit(24, 'views/modal-views'),
  entityPrimaryActions: limit(2, '../messaging/work-objects-implementation'),
  entityOverflowActions: limit(5, '../messaging/work-objects-implementation'),
} as const satisfies Record<string, Limit>;
