import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * What tokens and cookies are signed with: `AUTH_SECRET`, which all dashboards of a system share, or one that is made
 * once in the data folder of this clone.
 */
export function authSecret(given: string | undefined, dataFolder: string): string {
  if (given !== undefined) return given;
  const file = path.join(dataFolder, "keys", "auth-secret");
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.new-${process.pid}`;
  writeFileSync(aside, randomBytes(32).toString("base64url"), { mode: 0o600 });
  try {
    // A link appears whole or not at all: whoever is first makes it, and all others read that one.
    linkSync(aside, file);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== "EEXIST") throw err;
  } finally {
    rmSync(aside, { force: true });
  }
  return readFileSync(file, "utf8");
}
