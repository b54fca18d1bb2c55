"use client";

import type { ReactNode } from "react";
import { LiveProvider } from "../live/live-provider.tsx";
import { RenderedAt } from "./clock.ts";

/** What every page stands on: the live stream, and the time at which the server rendered it. */
export function Providers({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  return (
    <RenderedAt value={renderedAt}>
      <LiveProvider>{children}</LiveProvider>
    </RenderedAt>
  );
}
