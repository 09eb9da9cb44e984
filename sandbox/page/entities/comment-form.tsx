import { useState } from 'react';
import { EditorButtons } from '../parts/editor-buttons.tsx';

interface CommentFormProps {
  label: string;
  button: string;
  text?: string | undefined;
  /** Sends the text to the app. @returns whether it was taken: the field is then emptied */
  onSave: (text: string) => Promise<boolean>;
  onCancel?: () => void;
}

/** The field for a new comment, or for an edited one. */
export function CommentForm({ label, button, text: before = '', onSave, onCancel }: CommentFormProps) {
  const [text, setText] = useState(before);
  const save = async () => {
    if (await onSave(text)) setText('');
  };
  return (
    <div className="editor">
      <textarea
        className="input"
        aria-label={label}
        placeholder={label}
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <EditorButtons text={text} save={button} onSave={save} onCancel={onCancel} />
    </div>
  );
}
