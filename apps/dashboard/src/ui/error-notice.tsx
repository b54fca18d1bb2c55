import type { ReactNode } from "react";

export function ErrorNotice({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="m-4 rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm">
      {children}
    </p>
  );
}
