import type { PageChannel } from '../../page-api.ts';

/** The channel's canvases, folded up: their content as it was written. */
export function CanvasTabs({ canvases = [] }: { canvases: PageChannel['canvases'] }) {
  if (canvases.length === 0) return null;
  return (
    <nav className="bookmarks" aria-label="Canvases">
      {canvases.map(({ id, title, markdown }) => (
        <details key={id} className="canvas">
          <summary>{title}</summary>
          <pre>{markdown}</pre>
        </details>
      ))}
    </nav>
  );
}
