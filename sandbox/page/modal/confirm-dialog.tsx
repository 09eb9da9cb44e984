import type { ConfirmQuestion } from '../state/page-context.ts';
import { TextObject } from '../text/text-object.tsx';
import { Dialog } from './dialog.tsx';

/** Asks for confirmation. Escape declines. */
export function ConfirmDialog(props: { question: ConfirmQuestion; onAnswer: (yes: boolean) => void }) {
  const { question, onAnswer } = props;
  return (
    <Dialog title={question.title} role="alertdialog" className="dialog-small" onClose={() => onAnswer(false)}>
      <div className="dialog-body">
        <div className="text">
          <TextObject text={question.text} />
        </div>
      </div>
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {question.deny}
        </button>
        <button
          type="button"
          data-autofocus
          className={`button ${question.style === 'danger' ? 'button-danger' : 'button-primary'}`}
          onClick={() => onAnswer(true)}
        >
          {question.confirm}
        </button>
      </footer>
    </Dialog>
  );
}
