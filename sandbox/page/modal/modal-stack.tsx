import { usePageState, usePageTools } from '../state/page-context.ts';
import { plainText } from '../text/plain-text.ts';
import { Dialog } from './dialog.tsx';
import { ModalForm } from './modal-form.tsx';

/** The modals that the app has opened for this person. The top one is shown, the others keep their input. */
export function ModalStack() {
  const { views, person } = usePageState();
  const { call, dispatch } = usePageTools();
  const top = views.at(-1);
  if (!top) return null;
  const close = async () => {
    const answer = await call('view/close', { user: person, view_id: top.id });
    // A modal that the server no longer has must not block the page.
    if (!answer.ok) dispatch({ type: 'event', event: { type: 'views', views: views.slice(0, -1) } });
  };
  return (
    <Dialog title={plainText(top.title) || 'Dialog'} focusKey={`${top.id} ${top.hash}`} onClose={() => void close()}>
      {views.map((view) => (
        <ModalForm
          key={view.id}
          view={view}
          person={person}
          shown={view === top}
          covers={views.length > 1}
          onClose={() => void close()}
        />
      ))}
    </Dialog>
  );
}
