import type { PageUser } from '../../page-api.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { usePageState, usePageTools, useWorkspace } from '../state/page-context.ts';

/** Selects the acting person: the app answers an editor, a guest and a person of another organisation differently. */
export function PersonSwitcher() {
  const { person } = usePageState();
  const { dispatch } = usePageTools();
  const people = useWorkspace().users.filter((user) => !user.is_bot);
  const current = people.find((user) => user.id === person);
  return (
    <Menu
      label={`Acting as ${current?.real_name ?? 'no one'}. Switch person`}
      className="person-switcher"
      heading="Act as"
      trigger={
        <>
          <Avatar id={person} name={current?.real_name ?? '?'} small />
          <span className="person-name">{current?.real_name}</span>
          <Icon name="down" />
        </>
      }
      items={people.map((user) => ({
        label: (
          <span className="person-item">
            <Avatar id={user.id} name={user.real_name} small /> {user.real_name}
          </span>
        ),
        description: describe(user),
        checked: user.id === person,
        onSelect: () => dispatch({ type: 'person', person: user.id }),
      }))}
    />
  );
}

function describe(user: PageUser): string {
  if (user.is_outsider) return 'Another organisation';
  return user.is_restricted ? 'Guest' : `@${user.name}`;
}
