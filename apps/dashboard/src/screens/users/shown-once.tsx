import { CopyButton } from "../../components/copy-button.tsx";

/** A secret that only this answer has told. */
export function ShownOnce({ what, text }: { what: string; text: string }) {
  return (
    <div className="space-y-2">
      <p className="flex items-center justify-between gap-3 text-sm">
        <strong className="font-semibold">{what}</strong>
        <CopyButton text={text} label={`Copy ${what.toLowerCase()}`} />
      </p>
      <code className="wrap-anywhere block rounded-lg border border-line bg-sunken p-3 font-mono text-sm">{text}</code>
      <p className="text-ink-soft text-sm">It is shown this once: keep it before you close this.</p>
    </div>
  );
}
