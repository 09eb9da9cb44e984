import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { usePageState, usePageTools, useWorkspace } from '../state/page-context.ts';

/** The app's global shortcuts. */
export function ShortcutsMenu({ channel }: { channel: string }) {
  const { app } = useWorkspace();
  const { person } = usePageState();
  const { call } = usePageTools();
  const shortcuts = app.shortcuts.filter((shortcut) => shortcut.type === 'global');
  if (shortcuts.length === 0) return null;
  return (
    <Menu
      label="Shortcuts"
      trigger={<Icon name="plus" />}
      heading={app.name}
      items={shortcuts.map(({ name, callback_id }) => ({
        label: name,
        onSelect: () => void call('shortcut', { user: person, callback_id, channel }),
      }))}
    />
  );
}
