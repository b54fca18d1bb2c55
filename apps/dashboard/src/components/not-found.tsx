import Link from "next/link";
import type { ReactNode } from "react";

/** A friendly dead end. */
export function NotFound({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mx-auto max-w-xl py-16 text-center">
      <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
      <p className="wrap-anywhere mt-3 text-ink-soft">{children}</p>
      <p className="mt-6">
        <Link href="/" className="font-medium text-accent hover:underline">
          All jobs
        </Link>
      </p>
    </section>
  );
}
