import { Emojified } from './emojified.tsx';
import { Mrkdwn } from './mrkdwn.tsx';

/** A text object of Block Kit, as loosely as it may arrive. */
export interface TextLike {
  type?: string;
  text: string;
  emoji?: boolean | undefined;
  verbatim?: boolean | undefined;
}

/** Draws `plain_text` as it is and `mrkdwn` with its formatting. */
export function TextObject({ text }: { text: TextLike }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim} />;
  return text.emoji === false ? text.text : <Emojified text={text.text} />;
}
