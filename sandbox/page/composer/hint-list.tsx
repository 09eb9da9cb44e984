import type { CommandHint } from './commands.ts';

interface HintListProps {
  id: string;
  hints: readonly CommandHint[];
  active: number;
  onPick: (hint: CommandHint) => void;
}

/** The commands that match the typed text. */
export function HintList({ id, hints, active, onPick }: HintListProps) {
  return (
    <div id={id} className="hints" role="listbox" aria-label="Commands">
      {hints.map((hint, index) => (
        <div
          key={hint.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={index === active ? 'hint hint-active' : 'hint'}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(hint);
          }}
        >
          <strong>{hint.text}</strong>
          <span className="muted">{hint.usage}</span>
          <small>{hint.description}</small>
        </div>
      ))}
    </div>
  );
}
