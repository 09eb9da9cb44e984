import { useState } from 'react';

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
      <div className="editor-buttons">
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button
          type="button"
          className="button button-primary"
          disabled={text.trim() === ''}
          onClick={() => void save()}
        >
          {button}
        </button>
      </div>
    </div>
  );
}
