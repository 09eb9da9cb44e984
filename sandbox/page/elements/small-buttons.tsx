import type { ElementLike } from '../forms/element-value.ts';
import { Icon } from '../parts/icon.tsx';
import { plainText } from '../text/plain-text.ts';
import { useElement } from './use-element.ts';

interface FeedbackChoice {
  text?: unknown;
  value?: string;
  accessibility_label?: string;
}

/** Feedback buttons: thumbs up and down. */
export function FeedbackButtons({ element }: { element: ElementLike }) {
  const { act, disabled } = useElement(element);
  const button = (choice: FeedbackChoice | undefined, character: string) =>
    choice && (
      <button
        type="button"
        className="icon-button"
        disabled={disabled}
        aria-label={choice.accessibility_label ?? plainText(choice.text)}
        title={plainText(choice.text)}
        onClick={() => void act({ text: choice.text, value: choice.value })}
      >
        {character}
      </button>
    );
  return (
    <>
      {button(element.positive_button as FeedbackChoice, '👍')}
      {button(element.negative_button as FeedbackChoice, '👎')}
    </>
  );
}

/** A button with only an icon; the only one that Slack supports is the trash can. */
export function IconButton({ element }: { element: ElementLike }) {
  const { act, disabled } = useElement(element);
  const words = plainText(element.text);
  return (
    <button
      type="button"
      className="icon-button"
      disabled={disabled}
      aria-label={plainText(element.accessibility_label) || words}
      title={words}
      onClick={() => void act({ text: element.text, value: element.value })}
    >
      <Icon name={element.icon === 'trash' ? 'trash' : 'dots'} />
    </button>
  );
}
