/** Placeholder for a block that the page does not support, or that failed to render. */
export function UnknownBlock({ type, failed }: { type: string; failed?: boolean }) {
  return (
    <div className="unknown-block" role="note">
      {failed ? `Block “${type}” could not be drawn` : `Block “${type}”: this page cannot draw it`}
    </div>
  );
}
