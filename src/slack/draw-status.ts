import type { CardMessage } from '../cards/blocks.ts';
import { headline } from '../cards/headline.ts';
import { lineCard } from '../cards/line-card.ts';
import { statusPost } from '../cards/status-post.ts';
import type { IncidentView } from '../incidents/view.ts';
import type { StatusNews } from '../watches/status-post-news.ts';
import { cardOptions, type Drawing } from './draw-card.ts';

/** A status post as it is posted: one plain line when drawing it fails. */
export function drawStatus(view: IncidentView, news: StatusNews, drawing: Drawing): CardMessage {
  const { now, actions } = cardOptions(drawing);
  try {
    return statusPost(view, { ...news, now, actions });
  } catch (error) {
    drawing.log.error('status post could not be drawn, posting a plain line', { arn: view.record.arn, error });
    return lineCard(headline(view.record, now));
  }
}
