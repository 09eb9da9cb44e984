import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  EntityMetadata,
  HeaderBlock,
  InputBlock,
  ModalView,
  Overflow,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  SectionBlock,
  HomeView as SlackHomeView,
  StaticSelect,
} from '@slack/types';
import { type Mrkdwn, type SafeText, truncateMrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { limits } from './limits.ts';

/** Text in a block: plain, or mrkdwn from the escape module. */
export type CardText = PlainTextElement | Mrkdwn;

export interface CardButton extends Omit<Button, 'confirm'> {
  confirm?: { title: PlainTextElement; text: PlainTextElement; confirm: PlainTextElement; deny: PlainTextElement };
}
export type CardElement = CardButton | Overflow | StaticSelect;
export interface CardSection extends Omit<SectionBlock, 'text' | 'fields' | 'accessory'> {
  text: CardText;
  accessory?: CardElement;
}
export interface CardContext extends Omit<ContextBlock, 'elements'> {
  elements: CardText[];
}
export interface CardActions extends Omit<ActionsBlock, 'elements'> {
  elements: CardElement[];
}

/** The blocks that the app uses: Slack's types, narrowed to safe texts. */
export type CardBlock =
  | HeaderBlock
  | CardSection
  | CardContext
  | CardActions
  | DividerBlock
  | RichTextBlock
  | InputBlock;

/** A message. `text` alone is complete (notifications, screen readers); `blocks` show the same. */
export interface CardMessage {
  text: SafeText;
  blocks: CardBlock[];
}
/** A message of the app's that Slack also knows as a Work Object. */
export interface EntityMessage extends CardMessage {
  entity?: EntityMetadata;
}
export interface CardModal extends ModalView {
  blocks: CardBlock[];
}
export interface CardHome extends SlackHomeView {
  blocks: CardBlock[];
}

/** Plain text on one line, truncated at a word. */
export function plain(text: string, limit: number): PlainTextElement {
  return { type: 'plain_text', text: brief(text, limit) || '–', emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, limits.headerText.max) };
}

export function section(text: Mrkdwn, accessory?: CardElement): CardSection {
  return { type: 'section', text: filled(text, limits.sectionText.max), ...(accessory && { accessory }) };
}

export function context(...texts: (Mrkdwn | undefined)[]): CardContext {
  const elements = texts.filter((text) => text !== undefined && text.text !== '') as Mrkdwn[];
  return {
    type: 'context',
    elements: elements.slice(0, limits.contextElements.max).map((text) => filled(text, limits.contextText.max)),
  };
}

/** Shows a dash for an empty text, which Slack would refuse. */
function filled(text: Mrkdwn, limit: number): CardText {
  return text.text === '' ? { type: 'plain_text', text: '–', emoji: false } : truncateMrkdwn(text, limit);
}

export const divider: DividerBlock = { type: 'divider' };

export function actions(elements: CardElement[]): CardActions {
  return { type: 'actions', elements: elements.slice(0, limits.actionsElements.max) };
}

export function richText(elements: RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements };
}

export interface ButtonOptions {
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  /** Read by screen readers instead of the label. */
  label?: string;
  /** A confirmation dialog. */
  confirm?: { title: string; text: string; yes: string };
}

export function button(actionId: string, text: string, options: ButtonOptions = {}): CardButton {
  const { confirm } = options;
  return {
    type: 'button',
    action_id: actionId,
    text: plain(text, limits.buttonText.max),
    ...(options.value !== undefined && { value: options.value }),
    ...(options.url !== undefined && { url: options.url }),
    ...(options.style !== undefined && { style: options.style }),
    ...(options.label !== undefined && {
      accessibility_label: brief(options.label, limits.accessibilityLabel.max),
    }),
    ...(confirm !== undefined && {
      confirm: {
        title: plain(confirm.title, limits.confirmTitle.max),
        text: plain(confirm.text, limits.confirmText.max),
        confirm: plain(confirm.yes, limits.confirmButton.max),
        deny: plain('Cancel', limits.confirmButton.max),
      },
    }),
  };
}

export function overflow(actionId: string, options: { text: string; value: string }[]): Overflow {
  return {
    type: 'overflow',
    action_id: actionId,
    options: options.slice(0, limits.overflowOptions.max).map(({ text, value }) => ({
      text: plain(text, limits.optionText.max),
      value,
    })),
  };
}

export interface ModalOptions {
  callbackId: string;
  title: string;
  /** The label of the submit button; absent: no form. */
  submit?: string;
  close?: string;
  /** Opaque; at most 3000 characters. */
  privateMetadata?: string;
}

export function modal(options: ModalOptions, blocks: CardBlock[]): CardModal {
  const { submit, privateMetadata } = options;
  return {
    type: 'modal',
    callback_id: options.callbackId,
    title: plain(options.title, limits.viewTitle.max),
    close: plain(options.close ?? 'Close', limits.viewButton.max),
    ...(submit !== undefined && { submit: plain(submit, limits.viewButton.max) }),
    ...(privateMetadata !== undefined && { private_metadata: privateMetadata }),
    blocks: blocks.slice(0, limits.viewBlocks.max),
  };
}
