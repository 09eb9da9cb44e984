/** An error message; renders nothing without an error. */
export function Failure({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return null;
  return (
    <div className="alert alert-error" role="alert">
      That did not work: {reason}
    </div>
  );
}
