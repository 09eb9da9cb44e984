import type { PageMessage } from '../../page-api.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { usePageTools, useWorkspace } from '../state/page-context.ts';
import { Emoji } from '../text/emoji.tsx';

interface MessageMenuProps {
  message: PageMessage;
  person: string;
  inThread: boolean;
  onEdit: () => void;
}

/** The emoji that the page offers: what people point at messages with. */
const offered = ['pushpin', 'eyes', 'white_check_mark', '+1'];

/** Actions for a message: reply, react, use the app's shortcuts, edit or delete one's own. */
export function MessageMenu({ message, person, inThread, onEdit }: MessageMenuProps) {
  const { call, dispatch, confirm } = usePageTools();
  const { shortcuts } = useWorkspace().app;
  const { channel, ts } = message;
  const root = message.thread_ts ?? ts;
  if (message.ephemeral_to) {
    const dismiss = () => dispatch({ type: 'event', event: { type: 'message_deleted', channel, ts } });
    return (
      <div className="message-tools">
        <button type="button" className="icon-button" aria-label="Dismiss message" title="Dismiss" onClick={dismiss}>
          <Icon name="cross" />
        </button>
      </div>
    );
  }
  const remove = async () => {
    const question = {
      title: 'Delete message',
      text: { text: 'Are you sure you want to delete this message? This cannot be undone.' },
      confirm: 'Delete',
      deny: 'Cancel',
      style: 'danger',
    };
    if (await confirm(question)) await call('delete', { user: person, channel, ts });
  };
  const own: MenuItem[] = [
    { label: 'Edit message', onSelect: onEdit },
    { label: 'Delete message…', danger: true, onSelect: () => void remove() },
  ];
  const items: MenuItem[] = [
    { label: 'Copy text', onSelect: () => void navigator.clipboard?.writeText(message.text) },
    ...shortcuts
      .filter((shortcut) => shortcut.type === 'message')
      .map(({ name, callback_id }) => ({
        label: name,
        onSelect: () => void call('shortcut', { user: person, callback_id, channel, message_ts: ts }),
      })),
    ...(message.user === person && !message.bot_id ? own : []),
  ];
  return (
    <div className="message-tools">
      {!inThread && (
        <button
          type="button"
          className="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => dispatch({ type: 'side', side: { kind: 'thread', channel, ts: root } })}
        >
          <Icon name="reply" />
        </button>
      )}
      <Menu
        label="Add reaction"
        trigger={<Emoji name="slightly_smiling_face" />}
        items={offered.map((name) => ({
          label: <Emoji name={name} />,
          onSelect: () => void call('react', { user: person, channel, ts, name }),
        }))}
      />
      <Menu label="More for this message" trigger={<Icon name="dots" />} items={items} />
    </div>
  );
}
