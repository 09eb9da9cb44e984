interface EditorButtonsProps {
  /** The text that is saved: an empty one cannot be. */
  text: string;
  save: string;
  onSave: () => Promise<void>;
  /** Absent: there is nothing to return to. */
  onCancel?: (() => void) | undefined;
}

/** The buttons under a field for a text: Cancel, and the one that saves it. */
export function EditorButtons({ text, save, onSave, onCancel }: EditorButtonsProps) {
  return (
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
        onClick={() => void onSave()}
      >
        {save}
      </button>
    </div>
  );
}
