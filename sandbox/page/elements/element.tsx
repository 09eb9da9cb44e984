import type { ComponentType } from 'react';
import type { ElementLike } from '../forms/element-value.ts';
import { Button } from './button.tsx';
import { Choices } from './choices.tsx';
import { DateTimeInput } from './date-time-input.tsx';
import { Overflow } from './overflow.tsx';
import { RichTextInput } from './rich-text-input.tsx';
import { ExternalSelect, StaticSelect, WorkspaceSelect } from './select.tsx';
import { FeedbackButtons, IconButton } from './small-buttons.tsx';
import { TextInput } from './text-input.tsx';

type ElementComponent = ComponentType<{ element: ElementLike }>;

const components: Readonly<Record<string, ElementComponent>> = {
  button: Button,
  workflow_button: Button,
  overflow: Overflow,
  static_select: StaticSelect,
  multi_static_select: StaticSelect,
  external_select: ExternalSelect,
  multi_external_select: ExternalSelect,
  users_select: WorkspaceSelect,
  multi_users_select: WorkspaceSelect,
  channels_select: WorkspaceSelect,
  multi_channels_select: WorkspaceSelect,
  conversations_select: WorkspaceSelect,
  multi_conversations_select: WorkspaceSelect,
  datepicker: DateTimeInput,
  timepicker: DateTimeInput,
  datetimepicker: DateTimeInput,
  checkboxes: Choices,
  radio_buttons: Choices,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
  rich_text_input: RichTextInput,
  feedback_buttons: FeedbackButtons,
  icon_button: IconButton,
};

/** Any interactive element; an unsupported one shows its type. */
export function Element({ element }: { element: ElementLike }) {
  const Drawn = Object.hasOwn(components, element.type) ? components[element.type] : undefined;
  return Drawn ? <Drawn element={element} /> : <span className="unknown-block">Element “{element.type}”</span>;
}
