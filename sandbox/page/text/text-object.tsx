import { Emojified } from './emojified.tsx';
import { Mrkdwn } from './mrkdwn.tsx';

/** A text object of Block Kit, as loosely typed as it arrives. */
export interface TextLike {
  type?: string;
  text: string;
  emoji?: boolean | undefined;
  verbatim?: boolean | undefined;
}

/** Renders `plain_text` as it is and `mrkdwn` with its formatting. */
export function TextObject({ text }: { text: TextLike }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim} />;
  return text.emoji === false ? text.text : <Emojified text={text.text} />;
}
