import { openDirectMessage } from '../state.ts';
import { wireView } from '../view-stack.ts';
import { type PeopleContext, personById } from './context.ts';

/** A person opens the app's home tab. @see https://docs.slack.dev/reference/events/app_home_opened */
export function openHome({ state, delivery }: PeopleContext, user: string): void {
  personById(state, user);
  const view = state.homes.get(user);
  const event = {
    type: 'app_home_opened',
    user,
    channel: openDirectMessage(state, user).id,
    tab: 'home',
    ...(view && { view: wireView(view) }),
    event_ts: state.nextTs(),
  };
  delivery.event({ subscription: 'app_home_opened', event });
}
