import Link from "next/link";
import type { ReactNode } from "react";

export function JobLink({ jobId, children }: { jobId: string; children: ReactNode }) {
  return (
    // Not prefetched: a list would ask the storage for a hundred trails that nobody looks at.
    <Link href={`/jobs/${jobId}`} prefetch={false} className="font-medium text-accent hover:underline">
      {/* A name may bring its own writing direction; the line around it keeps its own. */}
      <bdi>{children}</bdi>
    </Link>
  );
}
