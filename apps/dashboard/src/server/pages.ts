import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import path from "node:path";

const appFolder = path.resolve(import.meta.dirname, "../..");

/** There is nothing to serve: the pages have not been built. */
class NoBuildError extends Error {
  readonly code = "no-build";
  override name = "NoBuildError";
}

/** @throws {NoBuildError} */
export function requireBuild(): void {
  if (existsSync(path.join(appFolder, ".next", "BUILD_ID"))) return;
  throw new NoBuildError("The dashboard has not been built; run `npm run build -w @baton/dashboard`.");
}

/** Next.js with the production build, as a request listener. */
export async function loadPages(host: string, port: number): Promise<RequestListener> {
  // React and Next.js choose their builds by this when they are loaded, hence the late import.
  Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
  const { default: next } = await import("next");
  const app = next({ dev: false, dir: appFolder, hostname: host, port });
  await app.prepare();
  return app.getRequestHandler();
}
