import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import { HealthBanner } from "../src/components/health-banner.tsx";
import { Providers } from "../src/components/providers.tsx";
import { BatonTheme } from "../src/components/theme.tsx";
import { SiteHeader } from "../src/navigation/site-header.tsx";
import { callerView } from "../src/server/access/caller-view.ts";
import { inTime } from "../src/server/first-paint.ts";
import { services } from "../src/server/services.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Baton", template: "%s – Baton" },
  description: "One job at a time, every step on the record.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#141a24" },
  ],
};

const mainClasses = "mx-auto max-w-[110rem] space-y-6 px-4 py-6 sm:px-6";

export default async function RootLayout({ children }: LayoutProps<"/">) {
  // Nothing here is known before somebody asks.
  await connection();
  const { auth, callers, health } = services();
  const caller = callerView(callers.current, auth?.oidc?.providerName);
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  // To nobody nothing is shown but where to log in.
  const isSomebody = caller.permissions.length > 0;
  const shown = isSomebody ? ((await inTime(health.check())) ?? health.outage()) : undefined;
  return (
    // The theme's script sets an attribute before React looks at it.
    <html lang="en" suppressHydrationWarning>
      <body className="min-h-dvh font-sans antialiased">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2"
        >
          Skip to content
        </a>
        {isSomebody ? (
          <Providers caller={caller} nonce={nonce} renderedAt={Date.now()}>
            <SiteHeader />
            <main id="content" className={mainClasses}>
              <HealthBanner initial={shown && JSON.stringify(shown)} />
              {children}
            </main>
          </Providers>
        ) : (
          <BatonTheme nonce={nonce}>
            <main id="content" className={mainClasses}>
              {children}
            </main>
          </BatonTheme>
        )}
      </body>
    </html>
  );
}
