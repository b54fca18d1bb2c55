import path from "node:path";
import type { NextConfig } from "next";

// Building must not depend on, or talk to, anything outside this machine.
process.env["NEXT_TELEMETRY_DISABLED"] = "1";

const repository = path.resolve(import.meta.dirname, "../..");

const securityHeaders = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Content-Type-Options", value: "nosniff" },
];

const config: NextConfig = {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  // `npm run types` checks them; a first `npm start` must not wait for it.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
  // The workspace packages are TypeScript sources. Of the store the bundle takes `event-text` alone.
  transpilePackages: ["@baton/contracts", "@baton/store"],
  // Pages and routes reach broker and storage through `services()`, so none of these belongs into a bundle;
  // should an import creep in, it stays an import.
  serverExternalPackages: ["amqplib", "@azure/data-tables", "@azure/storage-blob", "pino", "pino-pretty"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

// Next.js wants its configuration as the default export.
export default config;
