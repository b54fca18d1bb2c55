"use client";

import type { CallerView } from "@baton/contracts";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { CallerProvider } from "../access/caller-context.tsx";
import { LoginGuard } from "../access/login-guard.tsx";
import { CommandCenter } from "../commands/command-center.tsx";
import { LiveProvider } from "../live/live-provider.tsx";
import { ConfirmProvider } from "../ui/confirm.tsx";
import { ToasterSlot } from "../ui/toaster-slot.tsx";
import { RenderedAt } from "./clock.ts";
import { BatonTheme } from "./theme.tsx";

export type ProvidersProps = {
  caller: CallerView;
  nonce: string | undefined;
  renderedAt: number;
  children: ReactNode;
};

/** What every page stands on: who looks, the live stream, the time at which the server rendered it, and what opens above it. */
export function Providers({ caller, nonce, renderedAt, children }: ProvidersProps) {
  return (
    <BatonTheme nonce={nonce}>
      <CallerProvider caller={caller}>
        <RenderedAt value={renderedAt}>
          <NuqsAdapter>
            <LiveProvider>
              <ConfirmProvider>
                <CommandCenter>{children}</CommandCenter>
              </ConfirmProvider>
              <LoginGuard />
            </LiveProvider>
          </NuqsAdapter>
        </RenderedAt>
      </CallerProvider>
      <ToasterSlot />
    </BatonTheme>
  );
}
