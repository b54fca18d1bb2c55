/** Says that what is shown may be old, while the server cannot be asked for anything newer. */
export function StaleNotice({ error }: { error: Error | undefined }) {
  return (
    <div role="status" className="empty:hidden">
      {error ? (
        <p className="rounded-lg bg-waiting-soft px-4 py-3 text-sm text-waiting">
          What you see may be old: it cannot be read anew ({plain(error.message)}). Trying again…
        </p>
      ) : null}
    </div>
  );
}

/** In brackets a sentence has no full stop. */
function plain(message: string): string {
  return message.replace(/\.$/, "");
}
