import Link from "next/link";
import type { ReactNode } from "react";

export function JobLink({ jobId, children }: { jobId: string; children: ReactNode }) {
  return (
    // Not prefetched: a list would ask the storage for a hundred trails that nobody looks at.
    <Link href={`/jobs/${jobId}`} prefetch={false} className="font-medium text-accent hover:underline">
      {children}
    </Link>
  );
}
