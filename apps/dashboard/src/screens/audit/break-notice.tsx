"use client";

import type { FoundBreak } from "@baton/contracts";
import { RelativeTime } from "../../components/times.tsx";
import { breakMeaning, brokenPart } from "../../view/audit-verdict.ts";
import { evidenceHref } from "./evidence-href.ts";

/** A place where the record does not hold: where, what it means, and what to do. */
export function BreakNotice({ found }: { found: FoundBreak }) {
  const { keyId, lockKey, tenantId, at, what, foundAt } = found;
  return (
    <article className="border-line border-t px-4 py-4 text-sm sm:px-5">
      <h3 className="wrap-anywhere font-semibold text-bad">
        Break in {brokenPart(found)} at {at}: {what}
      </h3>
      <p className="mt-0.5 text-ink-faint text-xs">
        Found <RelativeTime iso={foundAt} />
      </p>
      <p className="mt-2 max-w-3xl">{breakMeaning(found)}</p>
      <ol className="mt-2 max-w-3xl list-decimal space-y-1 pl-5 text-ink-soft">
        {keyId === "" ? (
          <li>Keep a copy of the container with the checkpoints before anything else changes in it.</li>
        ) : (
          <li>
            Keep what there is now:{" "}
            <a
              href={evidenceHref({ key: lockKey, tenant: tenantId || "default" })}
              download
              className="font-medium text-accent underline"
            >
              download its evidence
            </a>
            .
          </li>
        )}
        <li>
          Compare it with a backup, or with an evidence pack from before; the storage’s own time of the row tells when
          it was written.
        </li>
        <li>Find out who can write to this storage. When the row is as it was, verify again: the break goes away.</li>
      </ol>
    </article>
  );
}
