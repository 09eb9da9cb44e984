import { inBatches } from '../../batches.ts';
import type { ListedIncident } from '../../cards/words/incident-line.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import type { Watch } from '../../incidents/watch.ts';
import { expectedPostMs } from '../../watches/with-watches.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'watches' | 'cardStore' | 'writer'>;

/** More than the App Home shows. */
const looked = 200;
/** Links to cards are asked for so many of a person's own. */
const linked = 20;

/**
 * Marks what a person follows: watched by them, or in a channel where they watch something.
 * @param incidents the most urgent first
 */
export async function followedBy(
  user: string,
  incidents: readonly IncidentSummary[],
  services: Needed,
): Promise<ListedIncident[]> {
  const watched = await inBatches(incidents.slice(0, looked), 20, async ({ arn }) =>
    (await services.watches.ofIncident(arn.arn)).map(({ watch }) => watch),
  );
  const channels = new Set(watched.flat().flatMap(({ by, channel }) => (by === user ? [channel] : [])));
  let links = linked;
  return Promise.all(
    incidents.map(async (incident, index): Promise<ListedIncident> => {
      const own = (watched[index] ?? []).filter(({ channel }) => channels.has(channel));
      const [first] = own;
      if (first === undefined) return incident;
      links -= 1;
      const cardUrl = links < 0 ? undefined : await cardLink(first, services);
      const posts = own.map(expectedPostMs).filter((ms) => ms !== undefined);
      const next = posts.length === 0 ? undefined : Math.min(...posts);
      return {
        ...incident,
        watched: true,
        ...(next !== undefined && { nextPostAtMs: next }),
        ...(cardUrl !== undefined && { cardUrl }),
      };
    }),
  );
}

async function cardLink({ arn, channel }: Watch, { cardStore, writer }: Needed): Promise<string | undefined> {
  const ts = (await cardStore.get(arn, channel))?.card.ts;
  return ts === undefined ? undefined : writer.link(channel, ts);
}
