import { type KeyboardEvent, useState } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { typedText } from '../composer/typed-text.ts';
import { EditorButtons } from '../parts/editor-buttons.tsx';
import { usePageTools, useWorkspace } from '../state/page-context.ts';

/** An editor for a message's text. Enter saves, Escape cancels. */
export function MessageEditor(props: { message: PageMessage; person: string; onDone: () => void }) {
  const { message, person, onDone } = props;
  const { call } = usePageTools();
  const workspace = useWorkspace();
  const [text, setText] = useState(() => typedText(message.text, workspace));
  const save = async () => {
    const answer = await call('edit', { user: person, channel: message.channel, ts: message.ts, text });
    if (answer.ok) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className="editor">
      <textarea
        className="input"
        aria-label="Edit message"
        rows={Math.min(text.split('\n').length + 1, 10)}
        value={text}
        ref={(element) => element?.focus()}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <EditorButtons text={text} save="Save" onSave={save} onCancel={onDone} />
    </div>
  );
}
