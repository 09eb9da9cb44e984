import { usePageState, usePageTools } from '../state/page-context.ts';
import { plainText } from '../text/plain-text.ts';
import { Dialog } from './dialog.tsx';
import { ModalForm } from './modal-form.tsx';

/** The modals that the app has opened for this person. The top one is shown, the others keep what was typed. */
export function ModalStack() {
  const { views, person } = usePageState();
  const { call } = usePageTools();
  const top = views.at(-1);
  if (!top) return null;
  const close = () => void call('view/close', { user: person, view_id: top.id });
  return (
    <Dialog title={plainText(top.title) || 'Dialog'} focusKey={`${top.id} ${top.hash}`} onClose={close}>
      {views.map((view) => (
        <ModalForm
          key={view.id}
          view={view}
          person={person}
          shown={view === top}
          covers={views.length > 1}
          onClose={close}
        />
      ))}
    </Dialog>
  );
}
