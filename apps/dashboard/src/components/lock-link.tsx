import Link from "next/link";
import { lockHref } from "../view/lock-address.ts";

export function LockLink({ lockKey, tenantId }: { lockKey: string; tenantId: string }) {
  return (
    // Not prefetched: a list would ask for many pages that nobody looks at.
    <Link href={lockHref({ lockKey, tenantId })} prefetch={false} className="text-accent hover:underline">
      <bdi>{lockKey}</bdi>
      {tenantId === "default" ? null : <span className="text-ink-faint"> · {tenantId}</span>}
    </Link>
  );
}
