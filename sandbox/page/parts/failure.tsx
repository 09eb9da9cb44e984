/** Says that something was not done, and why. Nothing where all is well. */
export function Failure({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return null;
  return (
    <div className="alert alert-error" role="alert">
      That did not work: {reason}
    </div>
  );
}
