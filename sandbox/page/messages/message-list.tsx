import { Fragment, useLayoutEffect, useRef } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { useNow } from '../parts/use-now.ts';
import { formatDate } from '../text/date-format.ts';
import { MessageRow } from './message-row.tsx';
import { unixSeconds } from './message-time.ts';

interface MessageListProps {
  label: string;
  messages: readonly PageMessage[];
  person: string;
  pins: readonly string[];
  inThread?: boolean;
}

const continuedSeconds = 300;

/** Messages, oldest first, with a line between days. Follows the end while the reader is at the end. */
export function MessageList({ label, messages, person, pins, inThread = false }: MessageListProps) {
  const reader = { locale: navigator.language, nowMs: useNow(60_000) };
  const list = useRef<HTMLElement>(null);
  useStayAtEnd(list);
  let previous: PageMessage | undefined;
  let previousDay = '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={list} className="message-list" role="log" aria-label={label} tabIndex={0}>
      <div className="message-list-inner">
        {messages.map((message) => {
          const day = formatDate(unixSeconds(message.ts), '{day_divider_pretty}', reader);
          const newDay = day !== previousDay;
          const continued = !newDay && previous !== undefined && continues(previous, message);
          previous = message;
          previousDay = day;
          return (
            <Fragment key={message.ts}>
              {newDay && !inThread && (
                <div className="day">
                  <span>{day}</span>
                </div>
              )}
              <MessageRow
                message={message}
                person={person}
                continued={continued}
                pinned={pins.includes(message.ts)}
                inThread={inThread}
              />
            </Fragment>
          );
        })}
      </div>
    </section>
  );
}

function continues(before: PageMessage, message: PageMessage): boolean {
  const sameAuthor = before.user === message.user && before.bot_id === message.bot_id;
  const samePrivacy = before.ephemeral_to === message.ephemeral_to && message.ephemeral_to === undefined;
  return sameAuthor && samePrivacy && Number(message.ts) - Number(before.ts) < continuedSeconds;
}

/** Keeps the list's end in view when its content or its box grows, unless the reader has scrolled up. */
function useStayAtEnd(list: React.RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = list.current;
    const inner = box?.firstElementChild;
    if (!box || !inner) return;
    let atEnd = true;
    const toEnd = () => {
      if (atEnd) box.scrollTop = box.scrollHeight;
    };
    const onScroll = () => {
      atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    };
    toEnd();
    const observer = new ResizeObserver(toEnd);
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, [list]);
}
