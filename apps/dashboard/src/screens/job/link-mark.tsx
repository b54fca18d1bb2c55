import { Check, TriangleAlert } from "lucide-react";
import type { LinkState } from "../../view/verify-record.ts";

export const linkLabels: Record<LinkState, string> = {
  intact: "Intact",
  changed: "Changed",
  unlinked: "Link broken",
  missing: "Missing",
};

/** What a check has found of one event. */
export function LinkMark({ state }: { state: LinkState }) {
  const isIntact = state === "intact";
  const Icon = isIntact ? Check : TriangleAlert;
  return (
    <span
      className={`inline-flex items-center gap-1 font-medium [&_svg]:size-3.5 ${isIntact ? "text-good" : "text-bad"}`}
      title={linkLabels[state]}
    >
      <Icon aria-hidden="true" />
      <span className={isIntact ? "sr-only" : ""}>{linkLabels[state]}</span>
    </span>
  );
}
