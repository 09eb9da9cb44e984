import { useMemo } from 'react';
import type { ActionRequest, PageView } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { HeldSurface } from '../elements/surface.tsx';
import { useForm } from '../forms/use-form.ts';
import { Failure } from '../parts/failure.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { usePageTools } from '../state/page-context.ts';
import { plainText } from '../text/plain-text.ts';

interface ModalFormProps {
  view: PageView;
  person: string;
  shown: boolean;
  /** Whether there is another modal below this one. */
  covers: boolean;
  onClose: () => void;
}

/** One modal: its blocks, and its buttons if it can be submitted. Errors are shown beside the inputs. */
export function ModalForm({ view, person, shown, covers, onClose }: ModalFormProps) {
  const { call } = usePageTools();
  const form = useForm(view.blocks, (values) => call('view/submit', { user: person, view_id: view.id, values }));
  const container = useMemo<ActionRequest['container']>(() => ({ type: 'view', view_id: view.id }), [view.id]);
  const surface = { person, container, blocks: view.blocks, ...form.held };
  return (
    <form className="modal-form" noValidate hidden={!shown} onSubmit={form.submit} aria-busy={form.busy}>
      <div className="dialog-body">
        <HeldSurface surface={surface}>
          <BlockList blocks={view.blocks} />
        </HeldSurface>
        <Failure reason={form.failure} />
      </div>
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {plainText(view.close) || (view.submit ? 'Cancel' : covers ? 'Back' : 'Close')}
        </button>
        {view.submit && (
          <button type="submit" className="button button-primary" aria-busy={form.busy}>
            {form.busy && <Spinner />}
            {plainText(view.submit)}
          </button>
        )}
      </footer>
    </form>
  );
}
