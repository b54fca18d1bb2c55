/** What is shown was read before an outage. */
export function OldNotice({ error }: { error: Error | undefined }) {
  return (
    <div role="status" className="empty:hidden">
      {error ? (
        <p className="rounded-lg bg-waiting-soft px-4 py-2.5 text-sm text-waiting">
          What you see may be out of date ({error.message.replace(/\.$/, "")}). Trying again…
        </p>
      ) : null}
    </div>
  );
}
