import type { PageChannel } from '../../page-api.ts';
import { byUrgency } from '../panel/by-urgency.ts';
import { usePageState, usePageTools } from '../state/page-context.ts';

/** Suggestions for an empty channel. */
export function EmptyChannel({ channel }: { channel: PageChannel }) {
  const { incidents, person } = usePageState();
  const { call } = usePageTools();
  const first = byUrgency(incidents).open[0];
  const send = (text: string) => void call('send', { user: person, channel: channel.id, text });
  if (channel.is_archived) return <div className="loading">This archived channel is empty.</div>;
  return (
    <section className="empty" aria-label="What to try">
      <h2>Try the app here</h2>
      <p>
        This is the sandbox: a Slack and an Incident Manager on your own machine. No account is involved and nothing
        leaves it.
      </p>
      <ul>
        {first && (
          <li>
            <button type="button" className="button button-primary" onClick={() => send(`/incident ${first.arn}`)}>
              Show an incident
            </button>
            <span>posts the card of “{first.title}” and keeps it current</span>
          </li>
        )}
        <li>
          <button type="button" className="button" onClick={() => send('/incident list')}>
            List incidents
          </button>
          <span>answers you alone</span>
        </li>
        <li>
          <button type="button" className="button" onClick={() => send('/incident help')}>
            Help
          </button>
          <span>says what else the app does</span>
        </li>
      </ul>
      <p className="muted">
        Or paste an incident’s ARN into a message. The panel at the side plays Incident Manager: change or resolve an
        incident there and watch its card follow.
      </p>
    </section>
  );
}
