"use client";

import { ButtonLink } from "../../ui/button-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { lockHref } from "../../view/lock-address.ts";

/** Nothing is in use, or nothing of what is in use matches. */
export function NoLocks({ text, tenant }: { text: string | null; tenant: string | null }) {
  if (!text && !tenant) {
    return (
      <EmptyState title="No lock key is in use">
        <p>A lock key appears here while it is held, has jobs in line, or is paused.</p>
        <p className="mt-4">
          <ButtonLink href="/submit" variant="primary">
            Submit a job
          </ButtonLink>
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No lock key in use matches">
      <p>A lock key that is idle is not listed; its page tells its past.</p>
      {text ? (
        <p className="mt-4">
          <ButtonLink href={lockHref({ lockKey: text, tenantId: tenant || "default" })}>Open “{text}”</ButtonLink>
        </p>
      ) : null}
    </EmptyState>
  );
}
