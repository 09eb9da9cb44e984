import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { SendRequest } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';
import { usePageState, usePageTools, useWorkspace } from '../state/page-context.ts';
import { type CommandHint, commandHints } from './commands.ts';
import { HintList } from './hint-list.tsx';
import { LinkPreviews } from './link-previews.tsx';
import { ShortcutsMenu } from './shortcuts-menu.tsx';
import { useLinkPreviews } from './use-link-previews.ts';

interface ComposerProps {
  channel: string;
  /** The thread of the reply. */
  threadTs?: string;
  label: string;
}

/** The input for messages and commands. Enter sends, Shift+Enter inserts a line break. */
export function Composer({ channel, threadTs, label }: ComposerProps) {
  const { person } = usePageState();
  const { call, dispatch } = usePageTools();
  const { commands } = useWorkspace().app;
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const hints = commandHints(text, commands);
  const previews = useLinkPreviews(text, channel, threadTs === undefined);
  useGrowing(box, text);
  useEffect(() => {
    // On a phone this would open the keyboard.
    if (matchMedia('(hover: hover)').matches) box.current?.focus();
  }, []);

  const write = (next: string) => {
    setText(next);
    setActive(-1);
  };
  const pick = (hint: CommandHint) => {
    write(hint.text);
    box.current?.focus();
  };
  const send = async () => {
    if (text.trim() === '') return;
    write('');
    dispatch({ type: 'composer_cleared' });
    const request: SendRequest = { user: person, channel, text, ...(threadTs && { thread_ts: threadTs }) };
    const answer = await call('send', request);
    // A refused text is put back, unless the user is typing something else.
    if (!answer.ok) setText((now) => now || text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hint = hints[active];
    if (step && hints.length > 0) {
      event.preventDefault();
      setActive((active + step + hints.length) % hints.length);
    } else if (event.key === 'Tab' && hints.length > 0 && !event.shiftKey) {
      event.preventDefault();
      pick(hint ?? (hints[0] as CommandHint));
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (hint) pick(hint);
      else void send();
    }
  };

  return (
    <div className="composer">
      {hints.length > 0 && <HintList id={listId} hints={hints} active={active} onPick={pick} />}
      <LinkPreviews previews={previews} />
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          aria-label={label}
          placeholder={label}
          aria-controls={hints.length > 0 ? listId : undefined}
          aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="composer-bar">
          {threadTs === undefined && <ShortcutsMenu channel={channel} />}
          <span className="composer-tip">
            {text.startsWith('/') ? 'Command' : <>Enter sends · Shift+Enter for a new line · / for commands</>}
          </span>
          <button
            type="button"
            className="composer-send"
            aria-label="Send"
            disabled={text.trim() === ''}
            onClick={() => void send()}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
    </div>
  );
}

/** Makes the box as high as its text, up to the limit of its style. */
function useGrowing(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [box, text]);
}
