import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import { HealthBanner } from "../src/components/health-banner.tsx";
import { Providers } from "../src/components/providers.tsx";
import { SiteHeader } from "../src/components/site-header.tsx";
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

export default async function RootLayout({ children }: LayoutProps<"/">) {
  // Nothing here is known before somebody asks.
  await connection();
  const { health } = services();
  const shown = (await inTime(health.check())) ?? health.outage();
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans antialiased">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2"
        >
          Skip to content
        </a>
        <Providers renderedAt={Date.now()}>
          <SiteHeader />
          <main id="content" className="mx-auto max-w-[110rem] space-y-6 px-4 py-6 sm:px-6">
            <HealthBanner initial={shown && JSON.stringify(shown)} />
            {children}
          </main>
        </Providers>
      </body>
    </html>
  );
}
